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
