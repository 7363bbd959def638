import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../pipeline/errors.ts";
import { describeWeaknesses } from "../../../pipeline/site/sandbox/describe-weaknesses.ts";
import {
  defaultSandbox,
  openSandbox,
  seatbeltWeaknesses,
  unconfinedWeaknesses,
} from "../../../pipeline/site/sandbox/open-sandbox.ts";
import { siteLimits } from "../../../pipeline/site/sandbox/sandbox.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { writeProgram } from "../../support/write-program.ts";

test.each([
  ["linux", "bubblewrap"],
  ["darwin", "sandbox-exec"],
  ["win32", null],
  ["freebsd", null],
] as const)("on %s the platform's own is %s", (platform, name) => {
  expect(defaultSandbox(platform)).toBe(name);
});

describe("there is never another than the one asked for", () => {
  test.for([
    [{ name: null, platform: "linux" }, /bubblewrap needs the program bwrap.*npm run setup/],
    [{ name: "bubblewrap", platform: "darwin" }, /bubblewrap needs the program bwrap.*darwin/],
    [{ name: null, platform: "darwin" }, /sandbox-exec needs the program sandbox-exec.*part of macOS/],
    [{ name: "sandbox-exec", platform: "linux" }, /needs the program sandbox-exec/],
    [{ name: null, platform: "win32" }, /none for win32.*WSL 2.*"sandbox": "none"/],
  ] as const)("%j without its program", async ([choice, message]) => {
    const searchPath = await temporaryFolder();
    const opening = openSandbox({ ...choice, searchPath });
    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(message);
  });

  test("none, only when it is asked for by name", async () => {
    const none = await openSandbox({ name: "none", platform: "win32", searchPath: "" });
    expect(none.name).toBe("none");
  });
});

describe("a weaker sandbox is named as weaker", () => {
  test("with a line for every risk", () => {
    const none = describeWeaknesses({ name: "none", weaknesses: unconfinedWeaknesses });
    expect(none).toMatch(/^NO SANDBOX/);
    for (const risk of Object.values(unconfinedWeaknesses)) expect(none).toContain(`  - ${risk}`);
    const mac = describeWeaknesses({ name: "sandbox-exec", weaknesses: seatbeltWeaknesses });
    expect(mac).toMatch(/confines less than bubblewrap/);
    expect(describeWeaknesses({ name: "bubblewrap", weaknesses: {} })).toBeNull();
  });

  test("none gives nothing that sandbox-exec lacks, but what it can tell by the environment of a process", () => {
    const more = Object.keys(seatbeltWeaknesses).filter((name) => !(name in unconfinedWeaknesses));
    expect(more).toEqual(["tree-ends", "ends-with-us"]);
  });
});

test("sandbox-exec is given the profile of the box, its command behind it, and both folders of its own", async () => {
  const folder = await temporaryFolder();
  await writeProgram(
    folder,
    "bin/sandbox-exec",
    `printf '%s\\n' "$1" > ${folder}/flag; printf '%s' "$2" > ${folder}/profile; shift 2; exec "$@"`,
  );
  const mount = join(folder, "site");
  await mkdir(mount);
  await writeFile(join(folder, "tool"), "");
  await using sandbox = await openSandbox({
    ...{ name: "sandbox-exec", platform: "darwin", searchPath: join(folder, "bin") },
  });
  const chunks: Uint8Array[] = [];
  const box = await sandbox.start({
    command: ["bash", "-c", 'echo "in $PWD with $GIVEN"; echo mine > made; exit 3'],
    cwd: mount,
    env: { PATH: "/usr/bin:/bin", GIVEN: "this" },
    mounts: [
      { source: mount, target: mount, writable: true },
      { source: join(folder, "tool"), target: join(folder, "tool"), writable: false },
    ],
    ...{ slot: 0, limits: siteLimits, onOutput: (chunk: Uint8Array) => void chunks.push(chunk) },
  });
  expect(await box.exited).toEqual({ code: 3, exceeded: null });
  expect(Buffer.concat(chunks).toString()).toBe(`in ${mount} with this\n`);
  expect(await readFile(join(mount, "made"), "utf8")).toBe("mine\n");
  expect(await readFile(join(folder, "flag"), "utf8")).toBe("-p\n");
  const profile = await readFile(join(folder, "profile"), "utf8");
  const writing = profile.split("\n").find((rule) => rule.startsWith("(allow file-write* "));
  expect(writing).toMatch(/\(subpath "[^"]*box-[^"]*"\)/);
  expect(writing).toContain(`(subpath "${mount}")`);
  expect(writing).not.toContain(join(folder, "tool"));
  expect(profile).toContain(`(subpath "${join(folder, "tool")}")`);
});

test("a sandbox-exec that refuses is told of, with what it said", async () => {
  const folder = await temporaryFolder();
  await writeProgram(folder, "sandbox-exec", 'echo "sandbox_apply: Operation not permitted" >&2; exit 71');
  await using sandbox = await openSandbox({ name: null, platform: "darwin", searchPath: folder });
  const starting = sandbox.start({
    ...{ command: ["true"], cwd: "/", env: {}, mounts: [], slot: 0, limits: siteLimits },
    onOutput: () => undefined,
  });
  await expect(starting).rejects.toThrow(/sandbox-exec could not make a box \(sandbox_apply: Operation not/);
});
