/** A Markdown table, columns of numbers to the right. Cells are plain text: what would be markup in them is escaped. */
export function markdownTable(
  headers: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => escapeMarkdown(String(cell))).join(" | ")} |`;
  const isNumeric = (at: number): boolean =>
    rows.every((row) => /^(?:-?[\d.,]+(?: %)?|-)$/.test(String(row[at])));
  const rule = `|${headers.map((_, at) => (isNumeric(at) ? "---:" : "---")).join("|")}|`;
  return [line(headers), rule, ...rows.map(line)].join("\n");
}

/** What a reader may open: numbers behind a picture, details. */
export function folded(summary: string, content: string): string {
  return `<details>
<summary>${summary}</summary>

${content}

</details>`;
}

/** Text as it is, in a block that nothing in it can end. Characters that no page shows are made visible. */
export function fencedText(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return `${fence}text\n${text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd")}\n${fence}`;
}

/** Text of a model, a recipe or an instruction, made harmless on a page and in a table. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*[\]<>|&#]/g, (character) =>
      character === "<"
        ? "&lt;"
        : character === ">"
          ? "&gt;"
          : character === "&"
            ? "&amp;"
            : `\\${character}`,
    );
}
