import { readFile } from "node:fs/promises";
import { hasErrorCode } from "../../pipeline/errors.ts";
import { writeFileAtomic } from "../../pipeline/run/atomic-file.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";

/**
 * The test instruction of each website instruction. It is written once, so that all samples of an instruction are
 * tested alike; the sample that asks first has it written, the others wait for it.
 */
export class SharedGuiTests {
  readonly #paths: RunPaths;
  readonly #perTrajectory: boolean;
  readonly #texts = new Map<string, Promise<string>>();

  /** `perTrajectory`: nothing is shared, every sample has its own written, as published. Default: false. */
  constructor(paths: RunPaths, { perTrajectory = false }: { perTrajectory?: boolean } = {}) {
    this.#paths = paths;
    this.#perTrajectory = perTrajectory;
  }

  textFor(instructionId: string, write: () => Promise<string>): Promise<string> {
    if (this.#perTrajectory) return write();
    const known = this.#texts.get(instructionId);
    if (known !== undefined) return known;
    const text = this.#readOrWrite(instructionId, write);
    this.#texts.set(instructionId, text);
    // a failure is the asking sample's own: the next one tries anew
    text.catch(() => this.#texts.delete(instructionId));
    return text;
  }

  async #readOrWrite(instructionId: string, write: () => Promise<string>): Promise<string> {
    const path = this.#paths.guiTest(instructionId);
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (!hasErrorCode(error, "ENOENT")) throw error;
    }
    const text = await write();
    await writeFileAtomic(path, text);
    return text;
  }
}
