/** A share as a percentage with one decimal; "-" of nothing. */
export function percentage(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The value below which the given share of sorted values lies (nearest rank); "-" of nothing. */
export function quantile(sorted: readonly number[], share: number): number | "-" {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? "-";
}

/** A size for people, in powers of 1,000. */
export function byteSize(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? bytes : value.toFixed(value < 100 ? 1 : 0)} ${units[power]}`.replace(" ", "\u00a0");
}

/** Whole numbers with thousands separated, the same in every locale. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

export function sortedNumbers(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
