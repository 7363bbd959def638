import { useMemo, useState } from "preact/hooks";
import { formatCount } from "../kit/formats.ts";
import { highlightFile } from "./highlight.ts";
import { ScrollRegion } from "./scroll-region.tsx";
import { TokenLine } from "./token-line.tsx";
import "./code.css";

interface CodeViewProps {
  text: string;
  /** By its ending the colours are chosen. */
  path: string;
}

/** Lines that are drawn before one asks for more: enough for what people write. */
const linesAtFirst = 1_500;
const linesMore = 10_000;

/** A file's text, coloured and numbered. */
export function CodeView({ text, path }: CodeViewProps) {
  const { lines, note } = useMemo(() => highlightFile(text, path), [text, path]);
  const [shown, setShown] = useState(linesAtFirst);
  return (
    <>
      {note !== null && <p class="code-note">{note}</p>}
      <ScrollRegion label={path} class="code">
        <table class="code-lines">
          <tbody>
            {lines.slice(0, shown).map((tokens, line) => (
              <tr key={line}>
                <td class="code-number" data-line={line + 1} />
                <td class="code-text">
                  <TokenLine tokens={tokens} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {lines.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + linesMore)}>
          Show more: {formatCount(lines.length - shown)} lines are left
        </button>
      )}
    </>
  );
}
