import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findNamespaceLimits } from "../../pipeline/doctor/namespace-limits.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function machineWith(files: Record<string, string>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

test.each([
  [{ "proc/sys/user/max_user_namespaces": "0\n" }, "user.max_user_namespaces is 0", "=15000"],
  [{ "proc/sys/kernel/unprivileged_userns_clone": "0\n" }, "unprivileged_userns_clone is 0", "clone=1"],
  [
    { "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n" },
    "apparmor_restrict_unprivileged_userns is 1",
    "apparmor_restrict_unprivileged_userns=0",
  ],
  [{ ".dockerenv": "" }, "this is a container", "--security-opt seccomp=unconfined"],
  [{ "run/.containerenv": "" }, "this is a container", "--privileged"],
])("%j keeps sandboxes from being made", async (files, found, remedy) => {
  const limits = await findNamespaceLimits(await machineWith(files));
  expect(limits).toEqual([
    { found: expect.stringContaining(found), remedy: expect.stringContaining(remedy) },
  ]);
});

test("a machine that allows them has no limit to name", async () => {
  const root = await machineWith({
    "proc/sys/user/max_user_namespaces": "63000\n",
    "proc/sys/kernel/unprivileged_userns_clone": "1\n",
    "proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0\n",
  });
  expect(await findNamespaceLimits(root)).toEqual([]);
});
