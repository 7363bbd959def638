import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { guarantees } from "../../pipeline/site/sandbox/guarantees.ts";
import { seatbeltWeaknesses, unconfinedWeaknesses } from "../../pipeline/site/sandbox/open-sandbox.ts";
import { sandboxProbes } from "./sandbox-probes.ts";
import { siteProbes } from "./site-probes.ts";

const text = await readFile(join(import.meta.dirname, "../../docs/sandbox.md"), "utf8");

/** Cells of the table below a heading, without its title and rule. */
function tableBelow(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("the table of attacks on a box is the suite's probes, with what each sandbox promises", () => {
  const mark = (isGiven: boolean): string => (isGiven ? "contained" : "**no**");
  expect(tableBelow("Attacks on a box")).toEqual(
    sandboxProbes.map(({ name, guarantees: wanted }) => [
      name,
      wanted.map((guarantee) => guarantees[guarantee]).join("; "),
      ...[{}, seatbeltWeaknesses, unconfinedWeaknesses].map((weaknesses) =>
        mark(wanted.every((guarantee) => !(guarantee in weaknesses))),
      ),
    ]),
  );
});

test("the table of attacks by a site is the suite's probes", () => {
  expect(tableBelow("Attacks by a site").map(([name]) => name)).toEqual(siteProbes.map(({ name }) => name));
});

test("every risk of a weaker sandbox is written down, in the words that its users are shown", () => {
  for (const risk of [...Object.values(seatbeltWeaknesses), ...Object.values(unconfinedWeaknesses)])
    expect(text).toContain(risk);
});
