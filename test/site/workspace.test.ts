import { existsSync } from "node:fs";
import { link, lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sitePathProblem } from "../../pipeline/site/site-path.ts";
import { Workspace } from "../../pipeline/site/workspace.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { siteFiles } from "./site-files.ts";

async function makeWorkspace(texts: Record<string, string>) {
  const parent = await temporaryFolder();
  const outside = join(parent, "outside");
  await mkdir(outside);
  await writeFile(join(outside, "precious"), "precious");
  return { outside, parent, workspace: await Workspace.create(parent, "app", siteFiles(texts), null) };
}

describe("Workspace", () => {
  test("holds exactly what was asked for", async () => {
    const { workspace } = await makeWorkspace({ "a/b/c.txt": "1", "d.txt": "2" });
    await workspace.update(siteFiles({ "d.txt": "3", "e/f.txt": "4" }));
    expect((await readdir(workspace.dir, { recursive: true })).sort()).toEqual([
      "a",
      "d.txt",
      "e",
      "e/f.txt",
    ]);
    expect(await readFile(join(workspace.dir, "d.txt"), "utf8")).toBe("3");
  });

  test("names the changes and writes only those", async () => {
    const { workspace } = await makeWorkspace({ same: "1", other: "2", gone: "3" });
    const next = siteFiles({ same: "1", other: "changed", fresh: "4" });
    expect(workspace.changesTo(next)).toEqual({ written: ["other", "fresh"], deleted: ["gone"] });
    const before = await lstat(join(workspace.dir, "same"));
    await workspace.update(next);
    expect((await lstat(join(workspace.dir, "same"))).ino).toBe(before.ino);
    expect(workspace.changesTo(next)).toEqual({ written: [], deleted: [] });
  });

  test("replaces a folder by a file and a file by a folder", async () => {
    const { workspace } = await makeWorkspace({ "x/y": "1", z: "2" });
    await workspace.update(siteFiles({ x: "file", "z/deep": "3" }));
    expect(await readFile(join(workspace.dir, "x"), "utf8")).toBe("file");
    expect(await readFile(join(workspace.dir, "z/deep"), "utf8")).toBe("3");
  });

  test("never follows a link that the site has planted", async () => {
    const { workspace, outside } = await makeWorkspace({ "file.txt": "1", "src/main.js": "1" });
    const at = (path: string) => join(workspace.dir, path);
    // what a running site can do in its folder
    await symlink(outside, at("linked"));
    await symlink(join(outside, "precious"), at("new.txt"));
    await link(join(outside, "precious"), at("hard.txt"));
    const wanted = { "file.txt": "1", "src/main.js": "1" };
    await workspace.update(
      siteFiles({ ...wanted, "linked/precious": "harm", "new.txt": "harm", "hard.txt": "harm" }),
    );
    expect(await readFile(join(outside, "precious"), "utf8")).toBe("precious");
    expect((await lstat(at("linked"))).isDirectory()).toBe(true);
    expect(await readFile(at("linked/precious"), "utf8")).toBe("harm");
    // nor on the way to a file that is to be deleted
    await workspace.update(siteFiles(wanted));
    expect(existsSync(join(outside, "precious"))).toBe(true);
  });

  test("deletes nothing through a link", async () => {
    const { workspace, outside } = await makeWorkspace({ "src/precious": "mine" });
    const { rename } = await import("node:fs/promises");
    await rename(join(workspace.dir, "src"), join(workspace.dir, "moved"));
    await symlink(outside, join(workspace.dir, "src"));
    await workspace.update(siteFiles({}));
    expect(existsSync(join(outside, "precious"))).toBe(true);
  });
});

describe("sitePathProblem", () => {
  test.for(["index.html", "src/App.tsx", ".env", "a b/ü.css", "src/node_modules.ts", "...", "a..b"])(
    "takes %j",
    (path) => {
      expect(sitePathProblem(path)).toBeNull();
    },
  );
  test.for([
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a//b",
    "a/",
    "./a",
    "C:\\x",
    "C:/x",
    "a\\b",
    "a\u0000b",
    "a\nb",
    "node_modules/x/index.js",
    "a".repeat(256),
    "a/".repeat(600),
  ])("refuses %j", (path) => {
    expect(sitePathProblem(path)).toEqual(expect.any(String));
  });
});
