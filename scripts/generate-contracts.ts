import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { compile } from "json-schema-to-typescript";

/** Where the schemas live, and where the types derived from them go. */
const schemasDir = join(import.meta.dirname, "..", "schemas");
export const generatedDir = join(import.meta.dirname, "..", "pipeline", "contracts", "generated");

/** Types of every schema, by file name. Pure in the schema files: a test compares this with what is committed. */
export async function renderContracts(): Promise<Map<string, string>> {
  const rendered = new Map<string, string>();
  for (const file of (await readdir(schemasDir)).filter((name) => name.endsWith(".schema.json")).sort()) {
    const schema = JSON.parse(await readFile(join(schemasDir, file), "utf8"));
    const source = await compile(schema, schema.title, {
      cwd: schemasDir,
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      bannerComment: `/* Generated from schemas/${file} by \`npm run schemas\`. Do not edit. */`,
    });
    rendered.set(`${basename(file, ".v1.schema.json")}.ts`, source);
  }
  return rendered;
}

/** Names of the generated files that are not what the schemas give: changed, missing, or left over. */
export async function findContractDrift(): Promise<string[]> {
  const rendered = await renderContracts();
  const names = new Set([...rendered.keys(), ...(await readdir(generatedDir))]);
  const drift: string[] = [];
  for (const name of [...names].sort()) {
    const committed = await readFile(join(generatedDir, name), "utf8").catch(() => null);
    if (committed !== rendered.get(name)) drift.push(name);
  }
  return drift;
}

if (import.meta.main) {
  const rendered = await renderContracts();
  await rm(generatedDir, { recursive: true, force: true });
  await mkdir(generatedDir, { recursive: true });
  for (const [file, source] of rendered) await writeFile(join(generatedDir, file), source);
  console.log(`${rendered.size} contracts written to pipeline/contracts/generated`);
}
