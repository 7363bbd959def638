import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { NpmConfig } from "../../pipeline/site/npm-config.ts";
import { RegistryCache } from "../../pipeline/site/registry-cache.ts";
import { RegistryGateway } from "../../pipeline/site/registry-gateway.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A registry that counts what it is asked for, and a door to it. */
async function openGateway(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  config: Partial<NpmConfig> = {},
) {
  const asked: { method: string | undefined; url: string | undefined; authorization: string | undefined }[] =
    [];
  const registry = createServer((incoming, outgoing) => {
    asked.push({ method: incoming.method, url: incoming.url, authorization: incoming.headers.authorization });
    answer(incoming, outgoing);
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  const address = registry.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const dir = await temporaryFolder();
  const gateway = new RegistryGateway(
    {
      registry: `http://127.0.0.1:${port}/npm/`,
      ...{ authorization: null, ca: [], strictSsl: true, proxy: null, noProxy: "", ...config },
    },
    new RegistryCache(join(dir, "cache")),
  );
  const socketPath = join(dir, "door");
  const door = await gateway.openDoor(socketPath);
  onTestFinished(async () => {
    await door[Symbol.asyncDispose]();
    await gateway[Symbol.asyncDispose]();
    registry.closeAllConnections();
    registry.close();
  });
  return { asked, door, gateway, registry, socketPath };
}

function ask(socketPath: string, path: string, method = "GET"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, path, method, headers: { accept: "application/json" } },
      (answer) => {
        let body = "";
        answer.on("data", (chunk) => {
          body += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
        answer.on("error", reject);
      },
    );
    asking.on("error", reject);
    asking.end();
  });
}

describe("RegistryGateway", () => {
  test("adds the credentials outside and keeps the path", async () => {
    const { asked, socketPath, gateway } = await openGateway((_, response) => response.end("{}"), {
      authorization: "Bearer secret",
    });
    expect(gateway.pathPrefix).toBe("/npm/");
    expect(await ask(socketPath, "/npm/react")).toEqual({ status: 200, body: "{}" });
    expect(asked).toEqual([{ method: "GET", url: "/npm/react", authorization: "Bearer secret" }]);
  });

  test.for([
    ["PUT", "/npm/react"],
    ["POST", "/npm/-/v1/login"],
    ["DELETE", "/npm/react"],
    ["GET", "/admin"],
    ["GET", "//127.0.0.1:9/npm/"],
    ["GET", "/npm/../admin"],
    ["GET", "/npm/%2e%2e/admin"],
  ] as const)("refuses %s %s", async ([method, path]) => {
    const { asked, socketPath } = await openGateway((_, response) => response.end("reached"));
    expect((await ask(socketPath, path, method)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test("asks once for what does not change, and not again for a while for what may", async () => {
    const { asked, socketPath } = await openGateway((incoming, response) =>
      response.end(`answer to ${incoming.url}`),
    );
    for (const path of ["/npm/react/-/react-1.0.0.tgz", "/npm/react"]) {
      const first = await ask(socketPath, path);
      expect(first).toEqual({ status: 200, body: `answer to ${path}` });
      // an answer is kept a moment after it has been read to its end
      const askAgain = async (): Promise<number> => {
        const before = asked.length;
        expect(await ask(socketPath, path)).toEqual(first);
        return asked.length - before;
      };
      await expect.poll(askAgain).toBe(0);
    }
  });

  test("keeps no failure and no half answer", async () => {
    let count = 0;
    const { socketPath } = await openGateway((_, response) => {
      count++;
      if (count === 1) response.writeHead(404).end("missing");
      else if (count === 2)
        response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
      else response.end("whole");
    });
    expect((await ask(socketPath, "/npm/a.tgz")).status).toBe(404);
    await expect(ask(socketPath, "/npm/a.tgz")).rejects.toThrow();
    expect(await ask(socketPath, "/npm/a.tgz")).toEqual({ status: 200, body: "whole" });
  });

  test("a door closes at once, also while the registry keeps someone waiting", async () => {
    const asked = Promise.withResolvers<void>();
    const { door, socketPath } = await openGateway(() => asked.resolve());
    const answer = ask(socketPath, "/npm/a.tgz").catch(() => "cut off");
    await asked.promise;
    await door[Symbol.asyncDispose]();
    expect(await answer).toBe("cut off");
  });

  test.for([
    [404, 0],
    [403, 0],
    [401, 1],
    [429, 1],
    [500, 1],
    [503, 1],
  ] as const)("a %i counts as %i problem of the registry", async ([status, problems]) => {
    const { door, socketPath } = await openGateway((_, response) => response.writeHead(status).end());
    await ask(socketPath, "/npm/x");
    expect(door.registryProblems()).toHaveLength(problems);
  });

  test("a registry that is not there is a problem until it answers", async () => {
    let broken = true;
    const { door, socketPath } = await openGateway((_, response) => {
      if (broken) response.destroy();
      else response.end("{}");
    });
    expect((await ask(socketPath, "/npm/x")).status).toBe(502);
    expect(door.registryProblems()).toHaveLength(1);
    broken = false;
    await ask(socketPath, "/npm/x");
    expect(door.registryProblems()).toEqual([]);
  });

  test("goes through the configured proxy, except where it is told not to", async () => {
    const seen: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      seen.push(incoming.url ?? "");
      outgoing.end("from the proxy");
    });
    proxy.on("connect", (incoming, socket) => {
      seen.push(incoming.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    const through = await openGateway((_, response) => response.end("direct"), { proxy: url });
    await ask(through.socketPath, "/npm/x");
    expect(seen).toHaveLength(1);
    const around = await openGateway((_, response) => response.end("direct"), {
      proxy: url,
      noProxy: "127.0.0.1",
    });
    expect((await ask(around.socketPath, "/npm/x")).body).toBe("direct");
    expect(seen).toHaveLength(1);
  });
});
