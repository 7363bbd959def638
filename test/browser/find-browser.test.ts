import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBrowser } from "../../pipeline/browser/find-browser.ts";
import { UserError } from "../../pipeline/errors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeProgram } from "../support/write-program.ts";

test("takes the configured browser before Playwright's, and Playwright's before the system's", async () => {
  const folder = await temporaryFolder();
  const configuredPath = await writeProgram(folder, "mine/chrome", "");
  const playwrightPath = await writeProgram(folder, "playwright/chrome", "");
  const system = await writeProgram(folder, "bin/chromium", "");
  const searchPath = join(folder, "bin");

  expect(await findBrowser({ configuredPath, playwrightPath, searchPath })).toEqual({
    path: configuredPath,
    source: "configured",
  });
  expect(await findBrowser({ playwrightPath, searchPath })).toEqual({
    path: playwrightPath,
    source: "playwright",
  });
  expect(await findBrowser({ playwrightPath: join(folder, "gone"), searchPath })).toEqual({
    path: system,
    source: "system",
  });
});

test("refuses a configured browser that is not there, though there are others", async () => {
  const folder = await temporaryFolder();
  await writeProgram(folder, "bin/chromium", "");
  const configuredPath = join(folder, "no-such-chrome");
  const search = findBrowser({ configuredPath, searchPath: join(folder, "bin") });
  await expect(search).rejects.toThrow(UserError);
  await expect(search).rejects.toThrow(configuredPath);
});

test("finds Chrome where there is no Chromium, in any folder of the path", async () => {
  const folder = await temporaryFolder();
  const path = await writeProgram(folder, "second/google-chrome", "");
  const searchPath = `${folder}/first:${folder}/second`;
  expect(await findBrowser({ searchPath })).toEqual({ path, source: "system" });
});

test("passes over what cannot be run, and over snaps", async () => {
  const folder = await temporaryFolder();
  const snap = await writeProgram(folder, "usr/snap", "");
  await writeProgram(folder, "bin/.keep", "");
  await symlink(snap, join(folder, "bin/chromium"));
  await writeProgram(folder, "bin/chromium-browser", 'exec /snap/bin/chromium "$@"');
  await chmod(await writeProgram(folder, "bin/google-chrome", ""), 0o644);
  expect(await findBrowser({ searchPath: join(folder, "bin") })).toBeNull();
});
