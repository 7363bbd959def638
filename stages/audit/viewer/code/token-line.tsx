import type { Mark } from "./diff-files.ts";
import type { Token } from "./highlight.ts";
import { markTokens } from "./mark-tokens.ts";

interface TokenLineProps {
  tokens: readonly Token[];
  /** What differs in it. Default: nothing. */
  marks?: readonly Mark[];
}

/** A line of code. Text only, whatever stands in it. */
export function TokenLine({ tokens, marks = [] }: TokenLineProps) {
  return (
    <>
      {markTokens(tokens, marks).map(({ text, kind, marked }, order) => {
        const className = kind === null ? undefined : `token-${kind}`;
        if (marked)
          return (
            <mark key={order} class={className}>
              {text}
            </mark>
          );
        return className === undefined ? (
          text
        ) : (
          <span key={order} class={className}>
            {text}
          </span>
        );
      })}
    </>
  );
}
