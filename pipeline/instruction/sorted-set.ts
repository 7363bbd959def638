/** Distinct numbers, ascending: a set that is cheap to keep and to compare with another. */
export function toSortedSet(values: Iterable<number>): Uint32Array {
  return Uint32Array.from(new Set(values)).sort();
}

/** Members of both sets, as a share of those of either (Jaccard); 0 where both are empty. */
export function sharedShare(a: Uint32Array, b: Uint32Array): number {
  let both = 0;
  for (let atA = 0, atB = 0; atA < a.length && atB < b.length; ) {
    const [left, right] = [a[atA] ?? 0, b[atB] ?? 0];
    if (left === right) both++;
    if (left <= right) atA++;
    if (right <= left) atB++;
  }
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}
