import { useState } from "preact/hooks";
import { ScrollRegion } from "../../code/scroll-region.tsx";
import { formatCount } from "../../kit/formats.ts";

interface LongTextProps {
  text: string;
  /** What it is, for screen readers. */
  label: string;
  /** `code` for logs and raw replies: in a fixed width, in a region that scrolls. Default: prose. */
  as?: "prose" | "code";
  /** The server left out the rest. */
  cut?: boolean;
}

/** Characters that are drawn before one asks for more, and how many more then: a browser takes long to set a megabyte. */
const shownAtFirst = 20_000;
const shownMore = 200_000;

/** Text that a model or a program wrote, as it stands: nothing in it is a link, a picture or a mark-up. */
export function LongText({ text, label, as = "prose", cut = false }: LongTextProps) {
  const [limit, setLimit] = useState(shownAtFirst);
  const left = text.length - limit;
  const shown = left > 0 ? text.slice(0, limit) : text;
  return (
    <>
      {as === "code" ? (
        <ScrollRegion label={label} class="long-text">
          <pre>{shown}</pre>
        </ScrollRegion>
      ) : (
        <div class="prose">{shown}</div>
      )}
      {left > 0 && (
        <button type="button" class="button" onClick={() => setLimit(limit + shownMore)}>
          Show more: {formatCount(left)} characters are left
        </button>
      )}
      {cut && (
        <p class="soft">
          <span class="tag warn">cut</span> It was longer: the run folder holds all of it.
        </p>
      )}
    </>
  );
}
