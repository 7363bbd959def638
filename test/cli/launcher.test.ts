import { spawn } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { projectDir } from "../architecture/source-tree.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A project that holds the launcher and a `main.ts` of our own. */
async function projectWith(main: string, { installed }: { installed: boolean }): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules/node/bin"), { recursive: true });
  for (const file of ["curate.mjs", "project-node.mjs"]) {
    await cp(join(projectDir, "pipeline/cli", file), join(folder, "pipeline/cli", file));
  }
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "pipeline/cli/main.ts"), main);
  if (installed) await writeFile(join(folder, "node_modules/.package-lock.json"), "{}");
  return folder;
}

async function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

const echoMain = `export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  console.log(argv.join("|"), typeof env);
  return 3;
}`;

test("hands its arguments to main and ends with main's exit code", async () => {
  const folder = await projectWith(echoMain, { installed: true });
  const { code, stdout } = await run([join(folder, "pipeline/cli/curate.mjs"), "status", "--run", "a b"]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "status|--run|a b object\n" });
});

test("without its dependencies it says how to install them", async () => {
  const folder = await projectWith(echoMain, { installed: false });
  const { code, stderr } = await run([join(folder, "pipeline/cli/curate.mjs"), "status"]);
  expect(code).toBe(2);
  expect(stderr).toContain('Run "npm start" or "npm run setup" first.');
});

/** A script that goes through `runWithProjectNode`, as an older Node.js would. */
async function relay(script: string): Promise<string> {
  const folder = await projectWith("", { installed: true });
  await symlink(process.execPath, join(folder, "node_modules/node/bin/node"));
  await writeFile(join(folder, "script.ts"), script);
  const path = join(folder, "relay.mjs");
  await writeFile(
    path,
    `import { runWithProjectNode } from "./pipeline/cli/project-node.mjs";
     process.exitCode = await runWithProjectNode(${JSON.stringify(join(folder, "script.ts"))}, process.argv.slice(2));`,
  );
  return path;
}

test.each([
  ["its exit code", "process.exitCode = Number(process.argv[2]);", 7],
  ["the signal that ended it", 'process.kill(process.pid, "SIGKILL");', 137],
])("through the project's own Node.js: %s", async (_, script, code) => {
  expect((await run([await relay(script), "7"])).code).toBe(code);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s is passed on, and waited for", async (signal) => {
  const script = `process.once("${signal}", () => { console.log("stopping"); process.exit(3); });
    setTimeout(() => process.exit(9), 10_000); console.log("started");`;
  const child = spawn(process.execPath, [await relay(script)], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  let output = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    output += chunk;
    if (output === "started\n") child.kill(signal);
  }
  expect({ output, code: await exited }).toEqual({ output: "started\nstopping\n", code: 3 });
});
