import { createRequire, syncBuiltinESMExports } from "node:module";
import type { FileFault } from "./schedule.ts";

type Call = (this: unknown, ...args: unknown[]) => Promise<unknown>;

export interface FaultyFiles extends Disposable {
  /** Calls to the file system below the folder so far. */
  readonly calls: number;
}

/** Methods of a file handle, and functions of `node:fs/promises`, that change what is on the disk. */
const handleCalls = ["appendFile", "writeFile", "write", "datasync", "sync", "truncate"];
const pathCalls = ["open", "mkdir", "rename", "truncate", "writeFile", "appendFile", "rm", "unlink", "link"];
/** Of those, what writes content. */
const writes = ["appendFile", "writeFile", "write"];
/** These take room: they fail for as long as the disk is full. */
const growing = ["appendFile", "writeFile", "write", "datasync", "sync", "mkdir"];

/**
 * Lets one call to the file system below a folder go wrong: the process is killed before, within or after it, or it
 * fails. Other code need not know: every importer of `node:fs/promises` gets what is put in here. `tell` hears of it.
 */
export async function installFaultyFiles(
  dir: string,
  fault: FileFault | null,
  tell: (what: string) => void,
): Promise<FaultyFiles> {
  const functions: Record<string, Call> = createRequire(import.meta.url)("node:fs/promises");
  const handles: Record<string, Call> = await handlePrototype(functions);
  const paths = new WeakMap<object, string>();
  const restore: (() => void)[] = [];
  let calls = 0;
  let isBroken = false;

  const meet = async (
    name: string,
    path: string,
    run: (half: boolean) => Promise<unknown>,
  ): Promise<unknown> => {
    calls++;
    const isNow = fault !== null && calls === fault.at;
    if (fault === null || (!isNow && !(isBroken && growing.includes(name)))) return await run(false);
    if (isNow)
      tell(
        `${fault.effect}${fault.lasting ? ", lasting," : ""} at call ${calls}: ${name} ${path.slice(dir.length)}`,
      );
    isBroken = fault.lasting;
    switch (fault.effect) {
      case "die-before":
        return die();
      case "die-half":
        await run(true);
        return die();
      case "die-after":
        await run(false);
        return die();
      case "short":
        if (isNow && writes.includes(name)) await run(true);
        throw systemError("ENOSPC", name, path);
      default:
        throw systemError(fault.effect, name, path);
    }
  };

  const put = (
    target: Record<string, Call>,
    name: string,
    /** the argument that holds what is written */
    contentAt: number,
    pathOf: (self: unknown, args: unknown[]) => unknown,
  ): void => {
    const original = target[name];
    if (original === undefined) throw new Error(`${name} is no call to the file system.`);
    target[name] = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const path = String(pathOf(this, args));
      const run = (half: boolean): Promise<unknown> =>
        Reflect.apply(original, this, half && writes.includes(name) ? halved(args, contentAt) : args);
      const result = path.startsWith(dir) ? await meet(name, path, run) : await run(false);
      if (name === "open") paths.set(Object(result), path);
      return result;
    };
    restore.push(() => {
      target[name] = original;
    });
  };

  for (const name of handleCalls) put(handles, name, 0, (self) => paths.get(Object(self)));
  for (const name of pathCalls) put(functions, name, 1, (_, [path]) => path);
  syncBuiltinESMExports();
  return {
    get calls() {
      return calls;
    },
    [Symbol.dispose]: () => {
      for (const undo of restore) undo();
      syncBuiltinESMExports();
    },
  };
}

async function handlePrototype(functions: Record<string, Call>): Promise<Record<string, Call>> {
  const { open } = functions;
  if (open === undefined) throw new Error("node:fs/promises has no open.");
  const handle = Object(await open("/dev/null"));
  await handle.close();
  return Object.getPrototypeOf(handle);
}

/** The arguments of a write, with half of what it writes. Other calls have no half. */
function halved(args: unknown[], contentAt: number): unknown[] {
  const content = args[contentAt];
  if (typeof content !== "string" && !(content instanceof Uint8Array)) return args;
  const bytes = Buffer.from(content);
  return args.with(contentAt, bytes.subarray(0, bytes.length >> 1));
}

/** At once: a signal that a process sends itself is there before the call returns. */
function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("The process outlived its end.");
}

function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: made to fail, ${syscall} '${path}'`), { code, syscall, path });
}
