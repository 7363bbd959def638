import { sha256Hex } from "../../../pipeline/run/digest.ts";

export interface RowGroupLimits {
  /** A group is not cut before it holds this many bytes of values. */
  minBytes: number;
  /** A group is cut when it holds this many. */
  maxBytes: number;
  /** Between the two, one row in so many is a boundary. */
  rowsPerBoundary: number;
}

/**
 * Groups of at most 24 MB suit every reader and the Hub's viewer (its limit is 100 MB), and one fits into memory several
 * times over. That a group holds at least 8 MB keeps compression good. Nearly all end at a boundary before they are full:
 * one that is cut for its size moves all cuts up to the next boundary.
 */
export const defaultRowGroupLimits: RowGroupLimits = {
  minBytes: 8_000_000,
  maxBytes: 24_000_000,
  rowsPerBoundary: 32,
};

/**
 * Decides where row groups are cut by the rows' ids, not by counting. After an edit the cuts fall on the same rows as
 * before, all groups but the edited one keep their bytes, and storage that removes duplicate chunks takes only that one.
 */
export class RowGroupCutter {
  readonly #limits: RowGroupLimits;
  #bytes = 0;

  constructor(limits: RowGroupLimits) {
    this.#limits = limits;
  }

  /** Takes a row into the group. Returns whether the group ends with it. */
  endsWith(id: string, bytes: number): boolean {
    this.#bytes += bytes;
    const { minBytes, maxBytes, rowsPerBoundary } = this.#limits;
    const ends = this.#bytes >= maxBytes || (this.#bytes >= minBytes && isBoundary(id, rowsPerBoundary));
    if (ends) this.#bytes = 0;
    return ends;
  }
}

function isBoundary(id: string, rowsPerBoundary: number): boolean {
  return Number.parseInt(sha256Hex(id).slice(0, 8), 16) % rowsPerBoundary === 0;
}
