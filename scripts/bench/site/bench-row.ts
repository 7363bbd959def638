import type { Finding } from "../finding.ts";
import type { BenchGround } from "./bench-ground.ts";

export interface RowOptions {
  pairs: number;
  /** a line of detail for whoever reads the result */
  note(line: string): void;
}

/** One part of the benchmark. */
export interface BenchRow {
  /** as --only takes it */
  name: string;
  title: string;
  run(ground: BenchGround, options: RowOptions): Promise<Finding[]>;
}
