const units = ["", "k", "M", "G", "T"];

/** A count with two or three digits that matter: "7", "0.4", "48", "1.2k", "530k", "2.4M". */
export function compactNumber(value: number): string {
  let [scaled, unit] = [value, 0];
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const fraction = scaled < 9.95 && (unit > 0 || !Number.isInteger(scaled)) ? 1 : 0;
  return `${scaled.toFixed(fraction)}${units[unit]}`;
}
