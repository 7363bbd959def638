/** Above or at this cosine a text counts as a copy of a test instruction (published, for all-MiniLM-L6-v2). */
export const publishedCosine = 0.55;

/** The nearest of the indexed vectors. */
export interface NearestVector {
  /** Place of the vector, as given. */
  at: number;
  cosine: number;
}

/** Finds the nearest of a set of vectors by the angle between them. */
export class EmbeddingIndex {
  readonly #vectors: readonly Float32Array[];

  /** Vectors of one length; they need not be normalised. */
  constructor(vectors: readonly Float32Array[]) {
    this.#vectors = vectors.map(normalized);
  }

  /** Null when the index is empty. */
  nearest(vector: Float32Array): NearestVector | null {
    const unit = normalized(vector);
    let nearest: NearestVector | null = null;
    for (const [at, other] of this.#vectors.entries()) {
      const cosine = dot(unit, other);
      if (nearest === null || cosine > nearest.cosine) nearest = { at, cosine };
    }
    return nearest;
  }
}

/** A vector without a direction stays as it is: it is near to nothing. */
function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
