import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkBrowser } from "../../pipeline/doctor/checks/browser.ts";
import { checkBubblewrap } from "../../pipeline/doctor/checks/bubblewrap.ts";
import { checkDiskSpace } from "../../pipeline/doctor/checks/disk-space.ts";
import { checkFonts } from "../../pipeline/doctor/checks/fonts.ts";
import { checkProcessTools } from "../../pipeline/doctor/checks/process-tools.ts";
import { checkRegistry } from "../../pipeline/doctor/checks/registry.ts";
import { checkSandbox } from "../../pipeline/doctor/checks/sandbox.ts";
import { checkSharedMemory } from "../../pipeline/doctor/checks/shared-memory.ts";
import { checkUserNamespaces } from "../../pipeline/doctor/checks/user-namespaces.ts";
import type { Machine } from "../../pipeline/doctor/machine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeProgram } from "../support/write-program.ts";

/** A Debian with nothing installed but what `programs` holds: name to shell script. */
async function bareMachine(programs: Record<string, string> = {}): Promise<Machine> {
  const folder = await temporaryFolder();
  for (const [name, script] of Object.entries(programs)) await writeProgram(folder, `bin/${name}`, script);
  return {
    env: { HOME: folder },
    searchPath: join(folder, "bin"),
    distribution: { family: "debian", name: "Debian" },
    uid: 1000,
    platform: "linux",
    sandbox: null,
    configuredBrowserPath: null,
    playwrightBrowserPath: join(folder, "no-playwright-chrome"),
    workFolder: folder,
  };
}

const signal = (): AbortSignal => AbortSignal.timeout(15_000);
const debianInstall = "sudo apt-get update && sudo apt-get install -y --no-install-recommends";

test("a machine with nothing: each check says what is missing and how to get it", async () => {
  const machine = await bareMachine();
  expect(await checkBrowser(machine, signal())).toMatchObject({
    status: "missing",
    remedy: expect.stringContaining(`${debianInstall} chromium`),
  });
  expect(await checkBubblewrap(machine, signal())).toMatchObject({
    status: "missing",
    remedy: expect.stringContaining(`${debianInstall} bubblewrap`),
  });
  expect(await checkProcessTools(machine)).toMatchObject({
    status: "missing",
    found: "no prlimit and no setpriv on the PATH",
    remedy: expect.stringContaining(`${debianInstall} util-linux`),
  });
  expect(await checkSandbox(machine, signal())).toMatchObject({ status: "missing" });
  expect(await checkUserNamespaces(machine, signal())).toMatchObject({ status: "warning" });
});

test("on Ubuntu, Chromium comes from Playwright", async () => {
  const machine = await bareMachine();
  const finding = await checkBrowser({ ...machine, distribution: { family: "ubuntu", name: "" } }, signal());
  expect(finding.remedy).toContain("npx playwright install --no-shell chromium");
});

test.each([
  ["echo Chromium 156.0.8078.79 built on Debian", { status: "ok", version: "156.0.8078.79" }],
  [
    'echo "libnss3.so: cannot open shared object file" >&2; exit 127',
    { status: "broken", found: expect.stringContaining("libnss3.so") },
  ],
])("a browser that does %j", async (script, expected) => {
  expect(await checkBrowser(await bareMachine({ chromium: script }), signal())).toMatchObject(expected);
});

test("Playwright's browser without its libraries: how to get them", async () => {
  const machine = await bareMachine();
  const playwrightBrowserPath = await writeProgram(machine.workFolder, "playwright/chrome", "exit 127");
  const finding = await checkBrowser({ ...machine, playwrightBrowserPath }, signal());
  expect(finding).toMatchObject({
    status: "broken",
    remedy: expect.stringContaining("sudo npx playwright install-deps chromium"),
  });
});

test("a configured browser that is not there is named, whatever else is installed", async () => {
  const machine = await bareMachine({ chromium: "echo Chromium 156.0" });
  const finding = await checkBrowser({ ...machine, configuredBrowserPath: "/no/such/chrome" }, signal());
  expect(finding).toMatchObject({ status: "missing", remedy: expect.stringContaining("/no/such/chrome") });
});

test.each([
  ["echo bubblewrap 0.8.0", { status: "ok", version: "0.8.0" }],
  ["exit 1", { status: "broken" }],
])("a bwrap that does %j", async (script, expected) => {
  expect(await checkBubblewrap(await bareMachine({ bwrap: script }), signal())).toMatchObject(expected);
});

test("a bwrap that may not make namespaces: what it said is shown, with a remedy", async () => {
  const refusal = 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1';
  // root starts bwrap through setpriv
  const machine = await bareMachine({ bwrap: refusal, setpriv: refusal });
  const refused = {
    status: "broken",
    found: expect.stringContaining("setting up uid map: Permission denied"),
    remedy: expect.stringMatching(/\w/),
  };
  expect(await checkSandbox(machine, signal())).toMatchObject(refused);
  expect(await checkUserNamespaces(machine, signal())).toMatchObject(refused);
});

test("running without a sandbox is possible, and every risk of it is told", async () => {
  const finding = await checkSandbox({ ...(await bareMachine()), sandbox: "none" }, signal());
  expect(finding).toMatchObject({
    status: "warning",
    found: expect.stringMatching(/^none: a command ran in one.*NO SANDBOX.*every file that you can/s),
    remedy: expect.stringContaining("bubblewrap"),
  });
});

test.each([
  ["darwin", /sandbox-exec needs the program sandbox-exec/],
  ["win32", /none for win32.*WSL 2/],
] as const)("on %s without its program: what is missing", async (platform, found) => {
  const finding = await checkSandbox({ ...(await bareMachine()), platform }, signal());
  expect(finding).toMatchObject({ status: "missing", found: expect.stringMatching(found) });
});

test.each([
  ["exit 0", { status: "missing" }],
  ['[ "$1" = : ] && echo "DejaVu Sans"', { status: "warning", found: "1 font family, none with emoji" }],
  ['echo "$1"; echo "DejaVu Sans"', { status: "ok", found: "2 font families, emoji included" }],
])("fonts as fc-list tells with %j", async (script, expected) => {
  expect(await checkFonts(await bareMachine({ "fc-list": script }), signal())).toMatchObject(expected);
});

test("no fc-list: fonts are unknown, which is no reason to stop", async () => {
  expect(await checkFonts(await bareMachine(), signal())).toMatchObject({ status: "warning" });
});

test.each([
  [{ comfortableBytes: 1, leastBytes: 0 }, "ok"],
  [{ comfortableBytes: Number.MAX_VALUE, leastBytes: 0 }, "warning"],
  [{ comfortableBytes: Number.MAX_VALUE, leastBytes: Number.MAX_VALUE }, "broken"],
])("free space against %j is %s", async (limits, status) => {
  expect(await checkDiskSpace(await bareMachine(), limits)).toMatchObject({ status });
});

test("a work folder that is not there", async () => {
  expect(await checkDiskSpace({ workFolder: "/no/such/folder" })).toMatchObject({ status: "broken" });
});

test.each([
  ["/no/such/shm", 1, "warning"],
  [import.meta.dirname, 1, "ok"],
  [import.meta.dirname, Number.MAX_VALUE, "warning"],
])("shared memory at %s against %d bytes is %s", async (path, comfortableBytes, status) => {
  expect(await checkSharedMemory({ path, comfortableBytes })).toMatchObject({ status });
});

/** A registry on loopback that answers everything with one status. Returns its address. */
async function startRegistry(status: number): Promise<string> {
  const server = createServer(({ headers, url }, response) => {
    const isRight = url === "/-/ping" && headers.authorization === `Basic ${btoa("user:secret")}`;
    response.writeHead(isRight ? status : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://user:secret@127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/`;
}

test.each([
  [200, "ok"],
  [404, "ok"],
  [401, "warning"],
  [503, "warning"],
])("a registry that answers %i is %s, and its password is not shown", async (status, expected) => {
  const machine = await bareMachine();
  const env = { ...machine.env, npm_config_registry: await startRegistry(status) };
  const finding = await checkRegistry({ ...machine, env }, signal());
  expect(finding).toMatchObject({ status: expected, found: expect.stringContaining("127.0.0.1") });
  expect(JSON.stringify(finding)).not.toContain("secret");
});

test("a registry that cannot be reached is a warning: sites may need nothing new", async () => {
  const machine = await bareMachine();
  const env = { ...machine.env, npm_config_registry: "http://127.0.0.1:1/" };
  expect(await checkRegistry({ ...machine, env }, signal())).toMatchObject({
    status: "warning",
    remedy: expect.stringContaining("npm config get registry"),
  });
});
