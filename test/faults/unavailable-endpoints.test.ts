import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Answer, startChatServer } from "../support/chat-server.ts";
import { askTeacher, connectModels, setUpModels } from "../support/model-setup.ts";

/** A server that is no HTTP server: it says this to whoever connects. */
async function startRawServer(greeting: Buffer): Promise<{ address: string; connections: () => number }> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createTcpServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(greeting));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    connections: () => connections,
  };
}

/** An address that nobody listens at. */
async function closedAddress(): Promise<string> {
  const server = await startChatServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return server.baseURL;
}

/** What many calls at once come to: the messages that differ, and how many were sent in all. */
async function askMany(baseURL: string, calls = 24): Promise<{ messages: string[]; sent: number }> {
  const { port, ledger } = await connectModels(baseURL);
  const asked = await Promise.allSettled(
    Array.from({ length: calls }, (_, at) => askTeacher(port, `p${at}`)),
  );
  const messages = asked.map((ask) => (ask.status === "rejected" ? String(ask.reason) : "answered"));
  return { messages: [...new Set(messages)], sent: ledger.entries.length };
}

describe("an endpoint that is none: one message, few calls, however many ask", () => {
  // the calls under way together fail together: 8 in flight, five round trips, and those let in meanwhile
  const mostCalls = 8 * 5 + 8;

  test("nobody listens", async () => {
    const { messages, sent } = await askMany(await closedAddress());
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(
      /^UserError: teacher model m at http:\S+ cannot be reached: connection: ECONNREFUSED.*\(5 tries in \d+ s, none answered\)\. Check models\.teacher\.baseURL and that the server is running, then run the same command to go on\.$/,
    );
    expect(sent).toBeLessThanOrEqual(mostCalls);
  });

  test("a host that does not exist", async () => {
    const { messages } = await askMany("http://no-such-host.invalid/v1");
    expect(messages).toEqual([expect.stringMatching(/cannot be reached: connection: (ENOTFOUND|EAI_AGAIN)/)]);
  });

  test.each([
    ["raw bytes", Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])],
    ["another protocol's greeting", Buffer.from("SSH-2.0-OpenSSH_9.6\r\n")],
  ])("%s", async (_, greeting) => {
    const { address } = await startRawServer(greeting);
    const { messages, sent } = await askMany(`http://${address}`);
    expect(messages).toEqual([
      expect.stringMatching(/does not speak the protocol of its address: .*http:\/\/ or https:\/\//),
    ]);
    expect(sent).toBeLessThanOrEqual(mostCalls);
  });

  test("TLS asked of a server without it", async () => {
    const { address } = await startRawServer(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const { messages } = await askMany(`https://${address}`);
    expect(messages).toEqual([expect.stringMatching(/does not speak the protocol of its address/)]);
  });

  test.each<[string, Answer]>([
    ["a proxy's page with status 200", { status: 200, body: "<!doctype html><title>Sign in</title>" }],
    ["a proxy's page with status 502", { status: 502, body: "<html>Bad gateway</html>" }],
  ])("%s", async (_, answer) => {
    const server = await startChatServer(() => answer);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { messages, sent } = await askMany(server.baseURL);
    expect(messages).toEqual([
      expect.stringMatching(/answers with a web page instead of a reply: .*it usually ends in \/v1/),
    ]);
    expect(sent).toBeLessThanOrEqual(mostCalls);
  });

  test.each<[string, Answer, RegExp]>([
    ["a wrong key", { status: 401, body: "{}" }, /HTTP 401/],
    ["an unknown model", { status: 404, body: "{}" }, /HTTP 404/],
    ["an exhausted quota", { status: 429, body: `{"error":{"code":"insufficient_quota"}}` }, /HTTP 429/],
  ])("%s", async (_, answer, message) => {
    const server = await startChatServer(() => answer);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { messages, sent } = await askMany(server.baseURL);
    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(sent).toBeLessThanOrEqual(8);
  });
});

describe("an endpoint that did answer", () => {
  test("may be away for a while: calls wait, none is lost, few are wasted", async () => {
    let away = 0;
    const { port, server } = await setUpModels((index) => {
      if (index > 0 && away < 25) {
        away++;
        return "reset";
      }
      return { text: "hi" };
    });
    await askTeacher(port, "first");
    const replies = await Promise.all(Array.from({ length: 24 }, (_, at) => askTeacher(port, `p${at}`)));
    expect(replies.map(({ text }) => text)).toEqual(new Array(24).fill("hi"));
    expect(server.requests).toHaveLength(1 + 25 + 24);
  });

  test("stops the run once it has failed everybody for too long", async () => {
    const { port, server } = await setUpModels(
      (index) => (index === 0 ? { text: "hi" } : { status: 500, body: `{"error":"out of memory"}` }),
      { patience: { longestOutageMs: 0 } },
    );
    await askTeacher(port, "first");
    const asked = await Promise.allSettled(Array.from({ length: 24 }, (_, at) => askTeacher(port, `p${at}`)));
    const messages = new Set(
      asked.map((ask) => (ask.status === "rejected" ? String(ask.reason) : "answered")),
    );
    expect([...messages]).toEqual([
      expect.stringMatching(
        /^UserError: teacher model m at .* fails whatever it is asked: HTTP 500: out of memory/,
      ),
    ]);
    expect(server.requests.length).toBeLessThanOrEqual(1 + 8 * 5 + 8);
  });
});

test("after the fix the same calls go on, and only they are sent", async () => {
  let mended = false;
  const first = await setUpModels((index) =>
    mended || index === 0 ? { text: `${index}` } : { status: 401, body: "{}" },
  );
  await askTeacher(first.port, "a");
  await expect(askTeacher(first.port, "b")).rejects.toThrow(/401/);
  // within one process nothing can have changed: the refusal is remembered
  await expect(askTeacher(first.port, "b")).rejects.toThrow(/401/);
  expect(first.server.requests).toHaveLength(2);
  await first.close();
  mended = true;
  const second = await connectModels(first.server.baseURL, { dir: first.dir });
  expect((await askTeacher(second.port, "a")).text).toBe("0");
  expect((await askTeacher(second.port, "b")).text).toBe("2");
  expect(second.ledger.entries.map(({ purpose, outcome, attempt }) => [purpose, outcome, attempt])).toEqual([
    ["a", "answered", 1],
    ["b", "failed", 1],
    ["b", "answered", 2],
  ]);
});
