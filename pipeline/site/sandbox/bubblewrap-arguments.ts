import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { BoxMount, UnixOwner } from "./sandbox.ts";

/** User id seen inside; it has a line in the synthetic /etc/passwd. */
const insideUser = "1000";

/** Home directory inside, empty at the start of each box. */
export const boxHome = "/home/site";

const etcDir = fileURLToPath(new URL("./etc/", import.meta.url));

/** The system as the boxes see it: programs and libraries, read-only, and an /etc that tells nothing of this machine. */
export function systemArguments(): string[] {
  return [
    ...["--ro-bind", "/usr", "/usr"],
    ...["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]),
    ...mountArguments(
      ["hosts", "nsswitch.conf", "passwd", "group"].map((name) => ({
        source: `${etcDir}${name}`,
        target: `/etc/${name}`,
        writable: false,
      })),
    ),
    ...["/etc/ld.so.cache", "/etc/alternatives"].flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--proc", "/proc"],
    ...["--dev", "/dev", "--perms", "1777", ...sizedTmpfs("/dev/shm", 2 ** 26), "--remount-ro", "/dev"],
    ...["--perms", "1777", ...sizedTmpfs("/tmp", 2 ** 30)],
    ...["--perms", "1777", ...sizedTmpfs(boxHome, 2 ** 28)],
  ];
}

export function mountArguments(mounts: readonly BoxMount[]): string[] {
  return mounts.flatMap(({ source, target, writable }) => [
    // a parent that bubblewrap makes by itself for a file is closed to others
    ...["--dir", posix.dirname(target)],
    ...[writable ? "--bind" : "--ro-bind", source, target],
  ]);
}

export function environmentArguments(env: Readonly<Record<string, string>>): string[] {
  return ["--clearenv", ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value])];
}

/**
 * The arguments that take away every privilege. An ordinary user does it in one step. Root makes the mounts as root, so
 * that folders closed to others can still be shown, then becomes `owner` for good, and a second bubblewrap gives up what
 * is left: `flags` belong to the first bubblewrap, `prefix` goes before the command.
 */
export function privilegeArguments(
  owner: UnixOwner | null,
  programs: { bwrap: string; setpriv: string },
): { flags: string[]; prefix: string[] } {
  const confine = [
    ...["--unshare-user", "--disable-userns"],
    ...["--uid", insideUser, "--gid", insideUser, "--cap-drop", "ALL"],
  ];
  if (!owner) return { flags: confine, prefix: [] };
  return {
    // the second bubblewrap forbids further user namespaces through this file, which counts per namespace
    flags: ["--bind", "/proc/sys/user", "/proc/sys/user"],
    prefix: [
      ...becomeArguments(owner, programs.setpriv),
      ...[programs.bwrap, ...confine, "--die-with-parent", "--dev-bind", "/", "/", "--"],
    ],
  };
}

/** Command prefix that turns root into `owner`, with no way back. */
export function becomeArguments(owner: UnixOwner, setpriv: string): string[] {
  return [
    setpriv,
    ...["--reuid", String(owner.uid), "--regid", String(owner.gid), "--clear-groups"],
    ...["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"],
  ];
}

function sizedTmpfs(target: string, bytes: number): string[] {
  return ["--size", String(bytes), "--tmpfs", target];
}
