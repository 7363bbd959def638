import { findBrowser } from "../../browser/find-browser.ts";
import { UserError } from "../../errors.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { runProgram } from "../run-program.ts";
import { installRemedy } from "../system-packages.ts";

const base = { id: "browser", title: "Chromium" };

/** The browser that takes the screenshots. Asking for its version also shows missing libraries. */
export async function checkBrowser(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const found = await find(machine);
  if ("status" in found) return found;
  const { code, stdout, stderr } = await runProgram(found.path, ["--version"], { env: machine.env, signal });
  const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
  if (code === 0 && version)
    return { ...base, status: "ok", version, found: `${found.path} (${found.source})` };
  const remedy =
    found.source === "playwright"
      ? `Install the libraries it needs with: ${machine.uid === 0 ? "" : "sudo "}npx playwright install-deps chromium`
      : `Reinstall it, or name another with CHROMIUM_PATH. ${browserRemedy(machine)}`;
  const lastLine = stderr.trim().split("\n").at(-1);
  return { ...base, status: "broken", found: `${found.path} does not start: ${lastLine}`, remedy };
}

async function find(machine: Machine): Promise<{ path: string; source: string } | Finding> {
  try {
    const browser = await findBrowser({
      ...(machine.configuredBrowserPath ? { configuredPath: machine.configuredBrowserPath } : {}),
      playwrightPath: machine.playwrightBrowserPath,
      searchPath: machine.searchPath,
    });
    return browser ?? { ...base, status: "missing", found: "none found", remedy: browserRemedy(machine) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...base,
      status: "missing",
      found: String(machine.configuredBrowserPath),
      remedy: error.message,
    };
  }
}

function browserRemedy(machine: Machine): string {
  // Playwright knows only Debian's and Ubuntu's libraries; the other systems' own packages bring theirs
  return machine.distribution.family === "ubuntu" || machine.distribution.family === "other"
    ? `Install it with: npx playwright install --no-shell chromium && ${machine.uid === 0 ? "" : "sudo "}npx playwright install-deps chromium`
    : installRemedy(machine, ["browser"]);
}
