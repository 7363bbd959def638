import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser as Chromium, chromium } from "playwright";
import { errorMessage, InfrastructureError } from "../errors.ts";
import { tryKill } from "../site/sandbox/try-kill.ts";
import { writeChromiumBox } from "./chromium-box.ts";
import { ChromiumHealth } from "./chromium-health.ts";

export interface LaunchOptions {
  /** the Chromium program */
  executablePath: string;
  /** program that makes the box around it; null for none but Chromium's own */
  bwrapPath: string | null;
  /** folder for small programs, which must stay as long as Chromium runs */
  dir: string;
  launchTimeoutMs: number;
}

/** A Chromium, and the end of its process for when it answers no more. */
export interface RunningChromium {
  browser: Chromium;
  health: ChromiumHealth;
  /** Ends its box with all that runs in it. */
  kill(): void;
}

/** A page reaches the world through its slot's proxy or not at all; Chromium itself reaches nothing. */
const chromiumFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-pings",
  "--disable-quic",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  // a context has its proxy from us, and loses it when Chromium's network process ends: then it has one that nobody is at
  "--proxy-server=http://127.0.0.1:1",
  "--proxy-bypass-list=<-loopback>",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--webrtc-ip-handling-policy=disable_non_proxied_udp",
  // the same pixels on every machine
  "--force-color-profile=srgb",
  "--font-render-hinting=none",
  "--disable-lcd-text",
];
/** Playwright's own flag would let a page open windows without end. */
const unwantedFlags = ["--disable-popup-blocking"];

/**
 * Starts Chromium with its own sandbox inside a box, or where the machine forbids that, with the box alone.
 * Throws InfrastructureError when it cannot be started.
 */
export async function launchChromium(options: LaunchOptions): Promise<RunningChromium> {
  const failures: string[] = [];
  const pidPath = join(options.dir, "chromium.pid");
  for (const ownSandbox of [true, false]) {
    const scriptPath = join(options.dir, ownSandbox ? "chromium" : "chromium-without-sandbox");
    await writeChromiumBox({ ...options, scriptPath, pidPath, ownSandbox });
    try {
      const browser = await chromium.launch({
        executablePath: scriptPath,
        chromiumSandbox: ownSandbox,
        args: chromiumFlags,
        ignoreDefaultArgs: unwantedFlags,
        timeout: options.launchTimeoutMs,
        // signals are the caller's to handle
        ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
        env: { PATH: "/usr/bin:/bin" },
      });
      const pid = Number(await readFile(pidPath, "utf8"));
      return { browser, health: await ChromiumHealth.watch(browser), kill: () => tryKill(pid) };
    } catch (error) {
      failures.push(errorMessage(error).slice(0, 2_000));
    }
  }
  throw new InfrastructureError(
    `Browser: ${options.executablePath} could not be started. Check it with "npx curate doctor". ${failures.join("\n")}`,
  );
}
