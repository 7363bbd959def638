import { expect, test } from "vitest";
import { runDoctor } from "../../pipeline/doctor/doctor.ts";
import { describeMachine } from "../../pipeline/doctor/machine.ts";

const signal = (): AbortSignal => AbortSignal.timeout(30_000);
const env = { ...process.env, npm_config_registry: "http://127.0.0.1:1/" };

test("on this machine, set up for the tests, nothing is in the way and a sandbox really starts", async () => {
  const configuredBrowserPath = process.env.CHROMIUM_PATH || null;
  const machine = await describeMachine({ env, configuredBrowserPath, workFolder: import.meta.dirname });
  const { ok, checks } = await runDoctor(machine, signal());
  expect(checks.filter(({ status }) => status === "missing" || status === "broken")).toEqual([]);
  expect(ok).toBe(true);
  for (const id of ["node", "npm", "browser", "bubblewrap"]) {
    expect(checks.find((check) => check.id === id)).toMatchObject({ version: expect.stringMatching(/^\d/) });
  }
  expect(checks.filter(({ status, remedy }) => status !== "ok" && remedy === undefined)).toEqual([]);
});

test("bubblewrap is looked for only where it is used", async () => {
  const machine = await describeMachine({
    ...{ env, configuredBrowserPath: null, workFolder: import.meta.dirname, sandbox: "none" },
  });
  const { checks } = await runDoctor(machine, signal());
  const ids = checks.map(({ id }) => id);
  expect(ids).not.toContain("bubblewrap");
  expect(ids).not.toContain("user-namespaces");
  expect(checks.find(({ id }) => id === "sandbox")).toMatchObject({ status: "warning" });
});

test("a machine without anything is not fit, and every blocking finding has its remedy", async () => {
  const machine = await describeMachine({
    env,
    configuredBrowserPath: "/no/chrome",
    workFolder: "/no/folder",
  });
  const { ok, checks } = await runDoctor({ ...machine, searchPath: "" }, signal());
  expect(ok).toBe(false);
  const blocking = checks.filter(({ status }) => status === "missing" || status === "broken");
  expect(blocking.map(({ id }) => id)).toEqual([
    "browser",
    "bubblewrap",
    "process-tools",
    "sandbox",
    "disk-space",
  ]);
  expect(blocking.every(({ remedy }) => remedy)).toBe(true);
});
