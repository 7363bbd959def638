import { join } from "node:path";

/** The command-line program, for whoever starts it as a process of its own. */
export const curateProgram = join(import.meta.dirname, "..", "pipeline", "cli", "curate.mjs");
