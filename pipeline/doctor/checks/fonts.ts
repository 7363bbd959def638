import { findProgram } from "../../find-program.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { runProgram } from "../run-program.ts";
import { installRemedy } from "../system-packages.ts";

/** Fontconfig's name for emoji among the languages a font covers. */
const emojiPattern = ":lang=und-zsye";

/** Fonts for the pages: without any there is no text in the screenshots, without emoji there are boxes. */
export async function checkFonts(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "fonts", title: "fonts" };
  const remedy = installRemedy(machine, ["fonts"]);
  const fcList = await findProgram("fc-list", machine.searchPath);
  if (!fcList) return { ...base, status: "warning", found: "unknown: fc-list is not installed", remedy };
  const list = async (pattern: string): Promise<number> => {
    const { stdout } = await runProgram(fcList, [pattern, "family"], { env: machine.env, signal });
    return new Set(stdout.split("\n").filter((line) => line.trim() !== "")).size;
  };
  const [families, emoji] = [await list(":"), await list(emojiPattern)];
  if (families === 0) return { ...base, status: "missing", found: "none: pages would show no text", remedy };
  const found = `${families} font ${families === 1 ? "family" : "families"}`;
  return emoji > 0
    ? { ...base, status: "ok", found: `${found}, emoji included` }
    : { ...base, status: "warning", found: `${found}, none with emoji`, remedy };
}
