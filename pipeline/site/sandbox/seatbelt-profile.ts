/** What one box may touch on a Mac. All paths are real: sandbox-exec does not see through links. */
export interface SeatbeltPermissions {
  /** folders and files that can be read */
  readable: readonly string[];
  /** folders that can be written, too */
  writable: readonly string[];
}

/** The system's programs and libraries; no folder of a person is among them. */
const systemFolders = [
  ...[
    "/bin",
    "/sbin",
    "/usr",
    "/System",
    "/Library/Apple",
    "/private/var/db/dyld",
    "/private/var/db/timezone",
  ],
  ...["/private/etc/localtime", "/private/etc/hosts", "/private/etc/protocols", "/private/etc/services"],
];
const devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/dtracehelper", "/dev/fd"];

/**
 * A sandbox-exec profile (SBPL, as sandbox(7) of macOS understands it): all is forbidden but the system's programs, the
 * box's own folders and this machine's loopback. Loopback cannot be told apart by process: other programs' ports stay in reach.
 */
export function seatbeltProfile({ readable, writable }: SeatbeltPermissions): string {
  return [
    "(version 1)",
    "(deny default)",
    "(allow process-exec process-fork)",
    "(allow signal (target same-sandbox))",
    "(allow process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))',
    // names are looked up by walking down to them: what a folder is called may be known, not what it holds
    "(allow file-read-metadata)",
    `(allow file-read* (literal "/") ${paths([...systemFolders, ...devices, ...readable, ...writable])})`,
    `(allow file-write* ${paths(writable)})`,
    `(allow file-write-data ${paths(["/dev/null", "/dev/zero", "/dev/fd"])})`,
    '(allow network-bind network-inbound (local ip "localhost:*"))',
    '(allow network-outbound (remote ip "localhost:*"))',
    `(allow network-outbound (remote unix-socket ${paths([...readable, ...writable])}))`,
    "",
  ].join("\n");
}

function paths(list: readonly string[]): string {
  return list.map((path) => `(subpath ${quote(path)})`).join(" ");
}

/** An SBPL text: only backslash and quotation mark mean something. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
