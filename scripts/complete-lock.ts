import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One package of a lock file (https://docs.npmjs.com/cli/configuring-npm/package-lock-json), as far as it matters here. */
interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface LockFile {
  packages: Record<string, LockedPackage>;
}

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/**
 * Adds the platform packages that npm left out. A registry that mirrors only what its users ask for lacks those of
 * other systems; npm then writes a lock file without them, which `npm ci` refuses. Their names tell their platform,
 * and the package that asks for them their exact version; only their integrity stays unknown.
 */
export function completeLock(lock: LockFile): { lock: LockFile; added: string[] } {
  const missing = new Map<string, LockedPackage>();
  for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const isLocked = Object.keys(lock.packages).some((path) => path.endsWith(`node_modules/${name}`));
      if (isLocked || !/^\d/.test(version)) continue;
      missing.set(`node_modules/${name}`, {
        version,
        ...platformOf(name),
        ...(dev === undefined ? {} : { dev }),
        optional: true,
      });
    }
  }
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
  packages.sort(([a], [b]) => a.localeCompare(b, "en"));
  return { lock: { ...lock, packages: Object.fromEntries(packages) }, added: [...missing.keys()] };
}

function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(words.includes("musl") ? { libc: ["musl"] } : {}),
  };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, "..", "package-lock.json");
  const { lock, added } = completeLock(JSON.parse(await readFile(path, "utf8")));
  await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${added.length} platform packages added to package-lock.json`);
  for (const name of added) console.log(`  ${name}`);
}
