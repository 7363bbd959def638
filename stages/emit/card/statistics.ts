/** A share as a percentage with one decimal; "-" of nothing. */
export function percentage(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The value below which the given share of sorted values lies (nearest rank); "-" of nothing. */
export function quantile(sorted: readonly number[], share: number): number | "-" {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? "-";
}

/** Whole numbers with thousands separated, the same in every locale. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

export function sortedNumbers(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
