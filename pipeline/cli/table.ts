/** Rows under a heading, columns aligned: text to the left, numbers to the right. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const isNumeric = heading.map(
    (_, column) =>
      rows.length > 0 && rows.every((row) => /^(-|\$?[\d.]*( ?(%|ms|s))?)$/.test(String(row[column] ?? ""))),
  );
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, column) =>
        isNumeric[column] === true
          ? String(cell).padStart(widths[column] ?? 0)
          : String(cell).padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(heading), ...rows.map(line)].map((text) => `  ${text}`).join("\n");
}
