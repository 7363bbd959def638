import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readInstructions } from "../../pipeline/run/read-instructions.ts";
import { runCurate } from "../support/run-curate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Processes are slow to start on a busy machine. */
const timeoutMs = 180_000;

const textOf = (about: string): string =>
  `Please implement a website for ${about}. Users should be able to ${features[about] ?? "read news"}. Use white for the background and navy for the components.`;
const features: Record<string, string> = {
  "oolong leaves": "order parcels, compare harvests, and write reviews about brewing",
  "chess endgames": "replay studies, move kings on boards, and solve one puzzle daily",
  "violins and tubas": "rent instruments, listen to recordings, and book lessons nearby",
};
const rowOf = (id: string, instruction: string): string =>
  JSON.stringify({ id, instruction, application_type: "Discussion Forums" });

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

test(
  "import takes the valid rows, tells of the others with exit 1, and drops what was judged with exit 0",
  async () => {
    const folder = await folderWith({
      "rows.jsonl": `${rowOf("a", textOf("oolong leaves"))}\nno json\n`,
      "more.jsonl": `${JSON.stringify({ prompt: textOf("chess endgames") })}\n${JSON.stringify({ prompt: textOf("violins and tubas") })}\n`,
      "tests.jsonl": rowOf("t1", textOf("chess endgames")),
    });
    const first = await runCurate(["import", "rows.jsonl", "--run", "r"], folder);
    expect(first.stdout).toMatch(
      /^1 instructions imported from rows\.jsonl[\s\S]*dropped {2}line-2-\w+: not-json, not JSON/,
    );
    expect(first.code).toBe(1);

    const map = "instruction=prompt,application_type='Email Clients',id=#";
    const args = [
      "import",
      "more.jsonl",
      "--run",
      "r",
      "--map",
      map,
      "--decontaminate",
      "tests.jsonl",
      "--json",
    ];
    const second = await runCurate(args, folder);
    const { imported, skipped } = JSON.parse(second.stdout);
    expect([second.code, imported]).toEqual([0, 1]);
    expect(skipped).toMatchObject([
      { reason: "contaminated", evidence: { contamination: [{ testId: "t1", testSet: "tests.jsonl" }, {}] } },
    ]);
    const held = await readInstructions({ instructions: join(folder, "r", "instructions.jsonl") });
    expect(held.map(({ instruction, application_type }) => [instruction, application_type])).toEqual([
      [textOf("oolong leaves"), "Discussion Forums"],
      [textOf("violins and tubas"), "Email Clients"],
    ]);
  },
  timeoutMs,
);

test(
  "balance reads a file without taking it in, writes a page, and counts words as published on request",
  async () => {
    const folder = await folderWith({
      "rows.jsonl": rowOf("a", textOf("oolong leaves")),
      "tests.jsonl": rowOf("t1", textOf("chess endgames")),
    });
    const args = ["balance", "rows.jsonl", "--decontaminate", "tests.jsonl"];
    const told = await runCurate([...args, "--page", "page.html"], folder);
    expect(told.stdout).toMatch(
      /balance of rows\.jsonl\n1 instructions;[\s\S]*Discussion Forums +1\n[\s\S]*0 of 1 are too close/,
    );
    expect(told.code).toBe(0);
    expect(await readFile(join(folder, "page.html"), "utf8")).toContain("<h1>Balance of rows.jsonl</h1>");

    const published = await runCurate([...args, "--compat", "published", "--json"], folder);
    expect(JSON.parse(published.stdout)).toMatchObject({
      subject: "rows.jsonl",
      contamination: [{ accused: [{ id: "a", finding: { rule: "word-overlap" } }] }],
    });
  },
  timeoutMs,
);

test(
  "synthesize makes, evolves and completes, with the test sets of the configuration",
  async () => {
    const models = Object.fromEntries(
      ["teacher", "vision", "feedback"].map((role) => [role, { baseURL: "rehearsal", model: role }]),
    );
    const synthesize = { count: 3, decontaminate: ["none.jsonl"] };
    const strict = { ...synthesize, thresholds: { wordOverlap: 0 } };
    const folder = await folderWith({ "c.json": JSON.stringify({ run: "r", models, synthesize }) });
    const refused = await runCurate(["synthesize", "-c", "c.json"], folder);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/none\.jsonl cannot be read/)]);

    const tested =
      "Show sample content, a navigation bar, a clear layout, helpful messages, a list and a page for each entry.";
    await writeFile(join(folder, "none.jsonl"), rowOf("t1", tested));
    const made = await runCurate(
      ["synthesize", "-c", "c.json", "--evolve", "2", "--test-cases", "--json"],
      folder,
    );
    expect([made.code, JSON.parse(made.stdout)]).toMatchObject([
      0,
      { missing: 0, testCases: { written: 5, missing: [] } },
    ]);
    await writeFile(join(folder, "strict.json"), JSON.stringify({ run: "r", models, synthesize: strict }));
    const measured = await runCurate(["balance", "-c", "strict.json", "--json"], folder);
    expect(JSON.parse(measured.stdout).contamination[0].accused.length).toBeGreaterThan(0);
    const usual = await runCurate(["balance", "-c", "c.json", "--json"], folder);
    expect(JSON.parse(usual.stdout).contamination[0].accused).toEqual([]);

    const held = await readInstructions({ instructions: join(folder, "r", "instructions.jsonl") });
    expect(held.map(({ source }) => [source.kind, source.label])).toEqual([
      ...Array(3).fill(["synthesized", "rehearsal"]),
      ...Array(2).fill(["evolved", "rehearsal"]),
    ]);
  },
  timeoutMs,
);
