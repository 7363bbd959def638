import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { type Answer, chunk } from "../support/chat-server.ts";
import { askTeacher, canaryKey, connectModels, setUpModels } from "../support/model-setup.ts";

/** A server that gives the key away wherever it can. */
const tellTales: [name: string, answer: Answer][] = [
  ["an error message", { status: 500, body: `{"error":{"message":"bad key ${canaryKey}"}}` }],
  ["an error that is a page", { status: 502, body: `<html>${canaryKey}</html>` }],
  ["a refusal", { status: 401, body: `{"error":{"message":"Incorrect API key provided: ${canaryKey}"}}` }],
  ["a bad response", { status: 200, body: `you sent Bearer ${canaryKey}` }],
  [
    "a broken stream",
    { events: [chunk({ content: canaryKey }), `{"error":{"message":"${canaryKey}"}}`], ends: true },
  ],
  [
    "a reply",
    { status: 200, body: `{"choices":[{"finish_reason":"stop","message":{"content":"${canaryKey}"}}]}` },
  ],
  ["a streamed reply", { events: [chunk({ content: canaryKey }), chunk({}, "stop")], ends: true }],
];

test.each(tellTales)("%s that holds the key: it is in no file, no reply and no error", async (_, answer) => {
  const { port, dir, close, store } = await setUpModels((index) => (index === 0 ? answer : { text: "hi" }));
  const came = await askTeacher(port).catch((error: unknown) => error);
  expect(String(Object(came).stack ?? "") + JSON.stringify(came)).not.toContain(canaryKey);
  await store.append({ event: "gui-test-written", text: store.keep("end") });
  await close();
  for (const name of await readdir(dir))
    expect(await readText(join(dir, name)), name).not.toContain(canaryKey);
});

test("a request's key and secret-looking fields are not kept, nor a password in the address", async () => {
  const { server, close } = await setUpModels(() => ({ text: "hi" }));
  await close();
  const baseURL = server.baseURL.replace("http://", `http://user:${canaryKey}@`);
  const {
    port,
    dir,
    close: closeSecond,
  } = await connectModels(baseURL, {
    endpoint: { extraBody: { api_key: canaryKey, top_k: 5 } },
  });
  const came = await askTeacher(port).catch((error: unknown) => error);
  expect(String(Object(came).stack ?? "") + JSON.stringify(came)).not.toContain(canaryKey);
  await closeSecond();
  for (const name of await readdir(dir))
    expect(await readText(join(dir, name)), name).not.toContain(canaryKey);
});

/** A file's text, with every compressed blob in it opened. */
async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  let text = bytes.toString("latin1");
  const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  for (let at = bytes.indexOf(zstd); at >= 0; at = bytes.indexOf(zstd, at + 1)) {
    try {
      text += zstdDecompressSync(bytes.subarray(at)).toString("latin1");
    } catch {
      // not the start of a blob, or one that follows: what can be opened is looked at
    }
  }
  return text;
}
