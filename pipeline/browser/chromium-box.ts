import { chmod, mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  becomeArguments,
  boxHome,
  environmentArguments,
  systemArguments,
} from "../site/sandbox/bubblewrap-arguments.ts";
import { maxSlots, privateUser } from "../site/sandbox/private-user.ts";

export interface ChromiumBoxOptions {
  /** the Chromium program */
  executablePath: string;
  /** null for no box around Chromium's own */
  bwrapPath: string | null;
  /** the program to write; a folder of the same name and "-home" is made beside it where there is no box */
  scriptPath: string;
  /** where that program writes its process id, which is the box's */
  pidPath: string;
  /** whether Chromium may make its own sandbox inside; without it the box has no user namespaces */
  ownSandbox: boolean;
}

const setprivPath = "/usr/bin/setpriv";
/** Fonts and the distribution's settings of Chromium. */
const systemSettings = ["/etc/fonts", "/etc/chromium.d", "/etc/chromium", "/var/cache/fontconfig"];

const unwantedFeatures = [
  // forms are not shown to a server
  "AutofillServerCommunication",
  // each context would make two pages for an address bar that nobody sees
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"],
];

/** Of two such flags Chromium takes the last alone, and Playwright's must stay. */
const extendDisabledFeatures = `for flag; do
  shift
  case $flag in --disable-features=*) flag="$flag,${unwantedFeatures.join()}" ;; esac
  set -- "$@" "$flag"
done
`;

/**
 * Writes a program that runs Chromium in a box: no files of this machine but the system's, a temporary home, a user of
 * its own where we are root, and death with its parent. The network stays, for the proxies of the slots are on loopback.
 */
export async function writeChromiumBox(options: ChromiumBoxOptions): Promise<void> {
  const program = await realpath(options.executablePath);
  const words =
    options.bwrapPath === null
      ? await plainWords(program, `${options.scriptPath}-home`)
      : boxedWords(program, { ...options, bwrapPath: options.bwrapPath });
  await writeFile(
    options.scriptPath,
    `#!/bin/sh\necho $$ >${shellQuote(options.pidPath)}\n${extendDisabledFeatures}exec ${words.map(shellQuote).join(" ")} "$@"\n`,
  );
  await chmod(options.scriptPath, 0o700);
}

/** Chromium by itself, with a cleared environment and an empty home. */
async function plainWords(program: string, home: string): Promise<string[]> {
  await mkdir(home, { recursive: true });
  return ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", `HOME=${home}`, "LANG=C.UTF-8", "TZ=UTC", program];
}

function boxedWords(
  program: string,
  { bwrapPath, ownSandbox }: { bwrapPath: string; ownSandbox: boolean },
): string[] {
  const owner = privateUser(maxSlots - 1);
  return [
    bwrapPath,
    ...[
      "--unshare-pid",
      "--unshare-ipc",
      "--unshare-uts",
      "--unshare-cgroup-try",
      "--die-with-parent",
      "--new-session",
    ],
    ...environmentArguments({ PATH: "/usr/bin:/bin", HOME: boxHome, LANG: "C.UTF-8", TZ: "UTC" }),
    ...systemArguments(),
    ...systemSettings.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(program.startsWith("/usr/") ? [] : ["--ro-bind", dirname(program), dirname(program)]),
    ...(ownSandbox || owner ? [] : ["--unshare-user", "--disable-userns"]),
    ...["--remount-ro", "/", "--chdir", "/tmp", "--"],
    ...(owner ? becomeArguments(owner, setprivPath) : []),
    program,
  ];
}

function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
