import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readNpmConfig } from "../../pipeline/site/npm-config.ts";
import { npmFolder } from "../../pipeline/site/npm-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeProgram } from "../support/write-program.ts";

async function readWith(npmrc: string, env: Record<string, string> = {}) {
  const dir = await temporaryFolder();
  await writeFile(join(dir, "npmrc"), npmrc);
  await writeFile(join(dir, "none"), "");
  return readNpmConfig({
    npmDir: npmFolder(),
    env: {
      HOME: dir,
      PATH: "/usr/bin",
      npm_config_userconfig: join(dir, "npmrc"),
      npm_config_globalconfig: join(dir, "none"),
      ...env,
    },
  });
}

test.for<[string, string, Record<string, string>, object]>([
  [
    "registry without a slash",
    "registry=http://registry.test/npm",
    {},
    { registry: "http://registry.test/npm/" },
  ],
  [
    "registry from the environment",
    "",
    { npm_config_registry: "http://other.test/" },
    { registry: "http://other.test/" },
  ],
  [
    "token",
    "registry=http://registry.test/npm/\n//registry.test/npm/:_authToken=$" + "{TOKEN}",
    { TOKEN: "t1" },
    { authorization: "Bearer t1" },
  ],
  [
    "token of another registry",
    "registry=http://registry.test/\n//elsewhere.test/:_authToken=t2",
    {},
    { authorization: null },
  ],
  [
    "user and password",
    `registry=http://registry.test/\n//registry.test/:_auth=${btoa("u:p")}`,
    {},
    { authorization: `Basic ${btoa("u:p")}` },
  ],
  ["proxy", "https-proxy=http://proxy.test:1/", {}, { proxy: "http://proxy.test:1/" }],
  [
    "proxy from the environment",
    "",
    { HTTPS_PROXY: "http://proxy.test:2/", NO_PROXY: "a.test" },
    { proxy: "http://proxy.test:2/", noProxy: "a.test" },
  ],
  ["any certificate", "strict-ssl=false", {}, { strictSsl: false }],
])("%s", async ([, npmrc, env, expected]) => {
  expect(await readWith(npmrc, env)).toMatchObject(expected);
});

test("certificate authorities come from a file", async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, "ca.pem"), "-----PEM-----");
  expect((await readWith(`cafile=${join(dir, "ca.pem")}`)).ca).toEqual(["-----PEM-----"]);
});

/** A machine with Node and npm of its own, on a PATH behind the project's programs, as `npx` and `npm run` leave none. */
async function machineWithNpm(): Promise<{ prefix: string; read: () => ReturnType<typeof readNpmConfig> }> {
  const prefix = await temporaryFolder();
  await writeProgram(prefix, "bin/node", "");
  await writeProgram(prefix, "lib/node_modules/npm/bin/npm-cli.js", "");
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(prefix, "bin/npm"));
  await mkdir(join(prefix, "etc"));
  const npmDir = npmFolder();
  const env = { HOME: prefix, PATH: `${join(npmDir, "../.bin")}:${join(prefix, "bin")}` };
  return { prefix, read: () => readNpmConfig({ npmDir, env }) };
}

test("the machine's npmrc is read beside the machine's Node, though the project's own runs", async () => {
  const { prefix, read } = await machineWithNpm();
  await writeFile(join(prefix, "etc/npmrc"), "registry=http://machine.test/");
  expect(await read()).toMatchObject({ registry: "http://machine.test/" });
});

test("the machine's npm may say that its settings stand elsewhere", async () => {
  const { prefix, read } = await machineWithNpm();
  const elsewhere = join(prefix, "elsewhere");
  await writeFile(join(prefix, "lib/node_modules/npm/npmrc"), `globalconfig=${elsewhere}\n`);
  await writeFile(elsewhere, "registry=http://elsewhere.test/");
  expect(await read()).toMatchObject({ registry: "http://elsewhere.test/" });
});
