import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A setting of the machine that forbids the namespaces a sandbox is made of. */
export interface NamespaceLimit {
  /** the setting and its value */
  found: string;
  remedy: string;
}

/** Kernel settings that forbid user namespaces to ordinary users, each with the value that does. */
const settings = [
  { file: "user/max_user_namespaces", forbids: "0", allow: "user.max_user_namespaces=15000" },
  { file: "kernel/unprivileged_userns_clone", forbids: "0", allow: "kernel.unprivileged_userns_clone=1" },
  {
    file: "kernel/apparmor_restrict_unprivileged_userns",
    forbids: "1",
    allow: "kernel.apparmor_restrict_unprivileged_userns=0",
  },
];

/** Marks that container engines leave in the root folder. */
const containerMarks = [".dockerenv", "run/.containerenv"];

const containerRemedy =
  "Start the container with --privileged, or with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN";

/** Why sandboxes cannot be made here, as far as settings tell. `root` is the machine's root folder. */
export async function findNamespaceLimits(root = "/"): Promise<NamespaceLimit[]> {
  const limits: NamespaceLimit[] = [];
  for (const { file, forbids, allow } of settings) {
    const value = await readSetting(join(root, "proc/sys", file));
    if (value !== forbids) continue;
    limits.push({
      found: `${file.replaceAll("/", ".")} is ${value}`,
      remedy: `Allow user namespaces: echo ${allow} | sudo tee /etc/sysctl.d/60-sandbox.conf && sudo sysctl --system`,
    });
  }
  for (const mark of containerMarks) {
    if (await exists(join(root, mark))) {
      limits.push({ found: "this is a container", remedy: containerRemedy });
      break;
    }
  }
  return limits;
}

/** A kernel without the setting does not forbid anything by it. */
async function readSetting(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
