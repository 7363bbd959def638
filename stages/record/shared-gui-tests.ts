import { readFile } from "node:fs/promises";
import { hasErrorCode } from "../../pipeline/errors.ts";
import { writeFileOnce } from "../../pipeline/run/atomic-file.ts";
import type { RunPaths } from "../../pipeline/run/run-paths.ts";

/** Where the test instructions of a run are kept: each is written once, and then read by all. */
export interface GuiTestTexts {
  read(instructionId: string): Promise<string | null>;
  /** Writes a text where there is none yet. Returns the one that is there then. */
  writeOnce(instructionId: string, text: string): Promise<string>;
}

export interface SharedGuiTestsOptions {
  /** Nothing is shared, every sample has its own written, as published. Default: false. */
  perTrajectory?: boolean;
  /** Where processes share no folder (default: the run folder). */
  texts?: GuiTestTexts;
  /** Lets one process at a time write the text of an instruction (default: this is the only one). */
  takeTurn?(instructionId: string): Promise<AsyncDisposable>;
}

/**
 * The test instruction of each website instruction. It is written once, so that all samples of an instruction are
 * tested alike; the sample that asks first has it written, the others wait for it, whatever process they are in.
 */
export class SharedGuiTests {
  readonly #options: SharedGuiTestsOptions;
  readonly #kept: GuiTestTexts;
  readonly #texts = new Map<string, Promise<string>>();

  constructor(paths: RunPaths, options: SharedGuiTestsOptions = {}) {
    this.#options = options;
    this.#kept = options.texts ?? textsIn(paths);
  }

  textFor(instructionId: string, write: () => Promise<string>): Promise<string> {
    if (this.#options.perTrajectory === true) return write();
    const known = this.#texts.get(instructionId);
    if (known !== undefined) return known;
    const text = this.#readOrWrite(instructionId, write);
    this.#texts.set(instructionId, text);
    // a failure is the asking sample's own: the next one tries anew
    text.catch(() => this.#texts.delete(instructionId));
    return text;
  }

  async #readOrWrite(instructionId: string, write: () => Promise<string>): Promise<string> {
    const known = await this.#kept.read(instructionId);
    if (known !== null) return known;
    await using _turn = await this.#options.takeTurn?.(instructionId);
    return (
      (await this.#kept.read(instructionId)) ?? (await this.#kept.writeOnce(instructionId, await write()))
    );
  }
}

function textsIn(paths: RunPaths): GuiTestTexts {
  const read = async (instructionId: string): Promise<string | null> => {
    try {
      return await readFile(paths.guiTest(instructionId), "utf8");
    } catch (error) {
      if (hasErrorCode(error, "ENOENT")) return null;
      throw error;
    }
  };
  return {
    read,
    writeOnce: async (instructionId, text) => {
      if (await writeFileOnce(paths.guiTest(instructionId), text)) return text;
      return (await read(instructionId)) ?? text;
    },
  };
}
