import { spawn } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { projectDir } from "../architecture/source-tree.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeProgram } from "../support/write-program.ts";

const lock = { packages: { "": {}, "node_modules/a": { version: "1.0.0" } } };

/** Stands for the real one: leaves word that all is there, which is this file and `program`. */
const prepareMachine = `import { writeFileSync } from "node:fs";
const [stampPath, key] = process.argv.slice(2);
console.log("machine prepared");
writeFileSync(stampPath, [key, import.meta.filename, import.meta.filename.replace("prepare-machine.ts", "program")].join("\\n"));`;

interface Project {
  folder: string;
  /** runs setup with arguments */
  setUp: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** A project with the real setup script and an npm that runs `npm`, a shell script. */
async function projectWith({ npm }: { npm: string }): Promise<Project> {
  const folder = await temporaryFolder();
  const path = (...parts: string[]): string => join(folder, ...parts);
  for (const file of [
    "scripts/setup.mjs",
    "scripts/install-dependencies.mjs",
    "pipeline/cli/project-node.mjs",
  ]) {
    await cp(join(projectDir, file), path(file));
  }
  await writeFile(path("package.json"), '{"type":"module"}');
  await writeFile(path("package-lock.json"), JSON.stringify(lock));
  await writeFile(path("scripts/prepare-machine.ts"), prepareMachine);
  await writeFile(path("scripts/program"), "");
  await writeFile(
    path("scripts/next.ts"),
    "console.log('next', process.argv.slice(2)); process.exitCode = 5;",
  );
  await writeProgram(folder, "bin/npm", npm);
  const setUp = async (...args: string[]): Promise<Awaited<ReturnType<Project["setUp"]>>> => {
    const child = spawn(process.execPath, [path("scripts/setup.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      // the project's own folder comes first, as in an npm script; its npm must not be the one that is used
      env: { PATH: [path("node_modules/.bin"), path("bin"), "/usr/bin", "/bin"].join(":") },
    });
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exited, stdout, stderr };
  };
  return { folder, setUp };
}

/** Leaves node_modules as npm would. */
async function install(folder: string, packages: Record<string, unknown>): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "node/bin"), { recursive: true });
  await symlink(process.execPath, join(modules, "node/bin/node"));
  await writeFile(join(modules, ".package-lock.json"), JSON.stringify({ packages }));
  await writeProgram(modules, ".bin/npm", "echo the wrong npm; exit 1");
}

const noNpm = "echo npm was called >&2; exit 1";

test("installs with npm ci, prepares the machine, and remembers both", async () => {
  const { folder, setUp } = await projectWith({
    npm: `[ "$1" = ci ] && mkdir -p node_modules/node/bin && ln -s ${process.execPath} node_modules/node/bin/node`,
  });
  const first = await setUp();
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/npm ci[\s\S]*npm has ended[\s\S]*machine prepared[\s\S]*ready/);

  await writeProgram(folder, "bin/npm", noNpm);
  expect(await setUp()).toEqual({ code: 0, stdout: "setup: ready\n", stderr: "" });
});

test("leaves an installation alone that is what the lock file asks for, whoever made it", async () => {
  const { folder, setUp } = await projectWith({ npm: noNpm });
  await install(folder, lock.packages);
  expect(await setUp()).toMatchObject({ code: 0, stdout: "machine prepared\nsetup: ready\n" });
});

test.each([
  ["another version", { "node_modules/a": { version: "0.9.0" } }],
  ["a package missing", {}],
])(
  "installs again over an installation with %s, and never with the project's own npm",
  async (_, packages) => {
    const { folder, setUp } = await projectWith({ npm: noNpm });
    await install(folder, packages);
    const { code, stderr } = await setUp();
    expect(code).toBe(2);
    expect(stderr).toContain("npm was called");
  },
);

const here = { os: [process.platform], cpu: [process.arch] };
test.each([
  ["for another system", { os: ["sunos"], cpu: [process.arch] }, 0],
  ["for another processor", { os: [process.platform], cpu: ["mips"] }, 0],
  ["for another C library", { ...here, libc: ["none"] }, 0],
  ["for any machine, and left out", {}, 0],
  ["for this machine", here, 2],
])("a missing optional package %s", async (_, platform, code) => {
  const { folder, setUp } = await projectWith({ npm: noNpm });
  const optional = { "node_modules/b": { version: "1.0.0", optional: true, ...platform } };
  const packages = { ...lock.packages, ...optional };
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ packages }));
  await install(folder, lock.packages);
  expect(await setUp()).toMatchObject({ code });
});

test("on an older Node.js, the project's own npm and Node.js complete what npm ci left out", async () => {
  const { folder, setUp } = await projectWith({
    npm: "case $1 in ci) mkdir node_modules && mv made/* node_modules;; config) echo /etc/some-npmrc;; esac",
  });
  const made = join(folder, "made");
  await mkdir(join(made, "npm/bin"), { recursive: true });
  await mkdir(join(made, "node/bin"), { recursive: true });
  await symlink(process.execPath, join(made, "node/bin/node"));
  await writeFile(
    join(made, "npm/bin/npm-cli.js"),
    `import { writeFileSync } from "node:fs";
     writeFileSync("own-npm.txt", process.argv[2] + " " + process.env.npm_config_globalconfig);`,
  );
  const launcher = join(folder, "pipeline/cli/project-node.mjs");
  const text = await readFile(launcher, "utf8");
  await writeFile(launcher, text.replace("minNodeMajor = 24", "minNodeMajor = 999"));
  expect(await setUp()).toMatchObject({ code: 0 });
  expect(await readFile(join(folder, "own-npm.txt"), "utf8")).toBe("install /etc/some-npmrc");
});

test("prepares again when a program has gone", async () => {
  const { folder, setUp } = await projectWith({ npm: noNpm });
  await install(folder, lock.packages);
  await setUp();
  expect((await setUp()).stdout).toBe("setup: ready\n");
  await rm(join(folder, "scripts/program"));
  expect((await setUp()).stdout).toBe("machine prepared\nsetup: ready\n");
});

test("looks again when the lock file has changed", async () => {
  const { folder, setUp } = await projectWith({ npm: noNpm });
  await install(folder, lock.packages);
  await setUp();
  const text = await readFile(join(folder, "package-lock.json"), "utf8");
  await writeFile(join(folder, "package-lock.json"), text.replace("1.0.0", "1.0.1"));
  expect(await setUp()).toMatchObject({ code: 2, stderr: expect.stringContaining("npm was called") });
});

test("then runs what it is told to, with its arguments and its exit code", async () => {
  const { folder, setUp } = await projectWith({ npm: noNpm });
  await install(folder, lock.packages);
  const { code, stdout } = await setUp("scripts/next.ts", "--flag", "value");
  expect(code).toBe(5);
  expect(stdout).toBe("machine prepared\nsetup: ready\nnext [ '--flag', 'value' ]\n");
});

test("runs nothing after a setup that failed", async () => {
  const { setUp } = await projectWith({ npm: "exit 1" });
  const { code, stdout } = await setUp("scripts/next.ts");
  expect(code).toBe(2);
  expect(stdout).not.toContain("next");
});

test.each([
  ["npm error code ENOTFOUND", "registry cannot be reached"],
  ["npm error code E401", "npm login"],
  ["npm error code EACCES", "chown"],
  ["npm error code ENOSPC", "disk is full"],
  ["npm error code EUSAGE", 'run "npm install"'],
])("%s: its last words without the warnings, and %s", async (words, remedy) => {
  const { setUp } = await projectWith({ npm: `echo "npm warn EBADENGINE old"; echo "${words}" >&2; exit 1` });
  const { code, stderr } = await setUp();
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).toContain(remedy);
  expect(stderr).not.toContain("EBADENGINE");
});
