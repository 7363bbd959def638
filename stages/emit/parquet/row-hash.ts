import { createHash } from "node:crypto";
import { hashOf } from "../../../pipeline/run/digest.ts";
import type { Row } from "./row.ts";

/** Sums rows up in one digest: the SHA-256 of the rows' own hashes, in order, each on a line. */
export class RowHasher {
  readonly #hash = createHash("sha256");
  rows = 0;

  add(row: Row): void {
    this.rows++;
    this.#hash.update(`${hashOf(row)}\n`);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}
