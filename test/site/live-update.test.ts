import { once } from "node:events";
import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { updateLive } from "../../pipeline/site/live-update.ts";
import { Workspace } from "../../pipeline/site/workspace.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { siteFiles } from "./site-files.ts";

const never = new AbortController().signal;
const before = siteFiles({ "src/a.js": "old" });
const after = siteFiles({ "src/a.js": "new" });

/** A workspace, and a server on it that answers what `read` makes of the file's text now. */
async function serverOn(read: (text: string, asked: number) => string, status = 200) {
  const workspace = await Workspace.create(await temporaryFolder(), "app", before, null);
  const path = join(workspace.dir, "src/a.js");
  const answers: string[] = [];
  const http = createServer(async (_request, response) => {
    const text = await readFile(path, "utf8").catch(() => "");
    answers.push(read(text, answers.length));
    response.writeHead(status).end(answers.at(-1));
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  const agent = new Agent();
  onTestFinished(() => {
    agent.destroy();
    http.close();
    http.closeAllConnections();
  });
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const server = { reach: { agent }, port, running: true };
  // a slow machine may take its time, and one that never answers otherwise is given up at once
  const update = (patienceMs = 15_000) =>
    updateLive(server, { workspace, files: after, changedPaths: ["src/a.js"], patienceMs }, never);
  return { update, answers, path };
}

test("a server that learns of the change late is waited for", async () => {
  const { update, answers } = await serverOn((text, asked) => (asked < 4 ? "old" : text));
  expect(await update()).toBe(true);
  expect(answers).toEqual(["old", "old", "old", "old", "new"]);
});

test("a change that the server's watcher missed is written once more", async () => {
  let writes = 0;
  const { update, answers, path } = await serverOn((text) => (writes > 1 ? text : "old"));
  const watcher = watch(join(path, ".."), (kind) => {
    // a file is put in place by a rename
    if (kind === "rename") writes += 1;
  });
  onTestFinished(() => watcher.close());
  expect(await update()).toBe(true);
  expect(answers.at(-1)).toBe("new");
});

test("a server that goes on showing the old file has to be started again", async () => {
  const { update } = await serverOn(() => "old");
  expect(await update(100)).toBe(false);
});

test("an answer that there is no such file is no copy in memory, even if it is the same as before", async () => {
  const { update, answers } = await serverOn(() => "not found", 404);
  expect(await update()).toBe(true);
  expect(answers).toHaveLength(2);
});

test("a server that failed on the old file is not asked to go on with the new one", async () => {
  const { update, answers } = await serverOn(() => "cannot parse", 500);
  expect(await update()).toBe(false);
  expect(answers).toHaveLength(1);
});
