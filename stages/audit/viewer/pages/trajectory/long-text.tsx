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

/** Characters that are drawn before one asks for all. */
const shownAtFirst = 20_000;

/** Text that a model or a program wrote, as it stands: nothing in it is a link, a picture or a mark-up. */
export function LongText({ text, label, as = "prose", cut = false }: LongTextProps) {
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > shownAtFirst;
  const shown = isLong && !isWhole ? text.slice(0, shownAtFirst) : text;
  return (
    <>
      {as === "code" ? (
        <ScrollRegion label={label} class="long-text">
          <pre>{shown}</pre>
        </ScrollRegion>
      ) : (
        <div class="prose">{shown}</div>
      )}
      {isLong && !isWhole && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          Show all {formatCount(text.length)} characters
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
