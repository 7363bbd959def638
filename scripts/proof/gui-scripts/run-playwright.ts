import { spawn } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

const packages = dirname(dirname(dirname(createRequire(import.meta.url).resolve("@playwright/test"))));

export interface RunPlaywrightOptions {
  script: string;
  /** The site's address. */
  baseURL: string;
  /** Where the site is reached through, where it is not on this machine's own network. */
  proxyServer?: string;
  browserPath: string;
  searchPath: string;
}

/** Runs a script with Playwright's own test runner, in an empty folder, as someone would who was given it. */
export async function runPlaywright(
  dir: string,
  { script, baseURL, proxyServer, browserPath, searchPath }: RunPlaywrightOptions,
): Promise<{ isGreen: boolean; output: string }> {
  const launchOptions = { executablePath: browserPath, args: ["--no-sandbox"] };
  const proxy = proxyServer === undefined ? {} : { proxy: { server: proxyServer, bypass: "<-loopback>" } };
  const use = { baseURL, launchOptions, actionTimeout: 15_000, ...proxy };
  const config = { use, timeout: 120_000, expect: { timeout: 15_000 }, reporter: "line" };
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "playwright.config.ts"), `export default ${JSON.stringify(config)};\n`);
  await writeFile(join(dir, "recorded.spec.ts"), script);
  await symlink(packages, join(dir, "node_modules"));
  const runner = spawn(process.execPath, [join(packages, "@playwright/test/cli.js"), "test"], {
    cwd: dir,
    env: { PATH: searchPath, HOME: dir, CI: "1" },
  });
  const ended = new Promise<number | null>((resolve) => runner.once("close", resolve));
  const output = await Promise.all([text(runner.stdout), text(runner.stderr)]);
  return { isGreen: (await ended) === 0, output: output.join("\n") };
}
