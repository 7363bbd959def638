import { expect, onTestFinished, test } from "vitest";
import { ProxyRelay } from "../../pipeline/browser/proxy-relay.ts";
import { fetchThroughProxy } from "../site/fetch-through-proxy.ts";
import { PageServer } from "./page-server.ts";

test("leads nowhere until it is told, then to the proxy it was told of, and nowhere once closed", async () => {
  const relay = await ProxyRelay.open();
  onTestFinished(() => relay[Symbol.asyncDispose]());
  await using proxy = await PageServer.open();
  proxy.pages.set("/", "the page");
  const { url } = relay;
  await expect(fetchThroughProxy(url, "http://localhost:3000/")).rejects.toThrow();
  relay.leadTo(proxy.proxyServer);
  expect((await fetchThroughProxy(url, "http://localhost:3000/")).body).toBe("the page");
  await relay[Symbol.asyncDispose]();
  await expect(fetchThroughProxy(url, "http://localhost:3000/")).rejects.toThrow();
});
