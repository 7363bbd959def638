import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { errorMessage, UserError } from "../../pipeline/errors.ts";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { pipIndexes } from "./pip-indexes.ts";

/**
 * `npm run check:consumers -- DATASET [--python python3] [--venv DIR]`: loads an emitted dataset as its consumers do, with
 * the datasets library, pyarrow, pandas, polars and TRL. Needs Python 3.10 or newer; their packages go into a virtual
 * environment of their own, which is kept for the next time.
 */
const scripts = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: "python3" },
    venv: { type: "string", default: join("data", "cache", "consumers") },
  },
});

try {
  const [dataset] = positionals;
  if (dataset === undefined)
    throw new UserError("Name a dataset: npm run check:consumers -- data/runs/RUN/datasets/NAME");
  const python = await preparePython(resolve(values.venv));
  process.exitCode = await run(python, [join(scripts, "check_dataset.py"), resolve(dataset)], {
    ...process.env,
    HF_HUB_OFFLINE: "1",
    HF_HOME: join(resolve(values.venv), "home"),
    HF_DATASETS_DISABLE_PROGRESS_BARS: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  });
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 2;
}

/** The virtual environment's Python. It is made, or made complete, where its packages are not those that are needed. */
async function preparePython(venv: string): Promise<string> {
  const requirements = join(scripts, "requirements.txt");
  const needed = sha256Hex(await readFile(requirements));
  const python = join(venv, "bin", "python");
  const mark = join(venv, "installed");
  if ((await textOf(mark)) === needed) return python;
  await mkdir(venv, { recursive: true });
  await require(values.python, ["-m", "venv", venv], "Python 3 with its module venv is needed");
  const install = ["-m", "pip", "install", "--retries", "0", "--disable-pip-version-check"];
  const indexes = await pipIndexes(values.python);
  await require(python, [...install, ...indexes, "-r", requirements], "The packages cannot be installed");
  await writeFile(mark, needed);
  return python;
}

async function require(command: string, args: string[], problem: string): Promise<void> {
  if ((await run(command, args, process.env)) !== 0)
    throw new UserError(`${problem}: \`${command} ${args.join(" ")}\` failed. Nothing was checked.`);
}

/** Runs a program on this terminal. Returns its exit code; 127 where there is no such program. */
async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", env });
  return await new Promise((resolveCode) => {
    child.once("error", () => resolveCode(127));
    child.once("close", (code) => resolveCode(code ?? 1));
  });
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // not there is the answer, not a failure
    return null;
  }
}
