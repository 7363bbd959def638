import { defaultSandbox } from "../site/sandbox/open-sandbox.ts";
import { checkBrowser } from "./checks/browser.ts";
import { checkBubblewrap } from "./checks/bubblewrap.ts";
import { checkDiskSpace } from "./checks/disk-space.ts";
import { checkFonts } from "./checks/fonts.ts";
import { checkNode } from "./checks/node.ts";
import { checkNpm } from "./checks/npm.ts";
import { checkProcessTools } from "./checks/process-tools.ts";
import { checkRegistry } from "./checks/registry.ts";
import { checkSandbox } from "./checks/sandbox.ts";
import { checkSharedMemory } from "./checks/shared-memory.ts";
import { checkUserNamespaces } from "./checks/user-namespaces.ts";
import { type Finding, isBlocking } from "./finding.ts";
import type { Machine, MachineCheck } from "./machine.ts";

/** Everything the doctor looked at. */
export interface DoctorReport {
  /** whether the pipeline can run here; warnings do not count */
  ok: boolean;
  system: string;
  checks: Finding[];
}

/** What bubblewrap needs, and no other sandbox. */
const bubblewrapChecks: readonly MachineCheck[] = [checkBubblewrap, checkProcessTools, checkUserNamespaces];

const checksOf = ({ sandbox, platform }: Machine): readonly MachineCheck[] => [
  checkNode,
  checkNpm,
  checkBrowser,
  checkFonts,
  ...((sandbox ?? defaultSandbox(platform)) === "bubblewrap" ? bubblewrapChecks : []),
  checkSandbox,
  () => checkSharedMemory(),
  (machine) => checkDiskSpace(machine),
  checkRegistry,
];

/** Looks at every prerequisite of this machine. Changes nothing. */
export async function runDoctor(machine: Machine, signal: AbortSignal): Promise<DoctorReport> {
  const checks = await Promise.all(checksOf(machine).map((check) => check(machine, signal)));
  return { ok: !checks.some(isBlocking), system: machine.distribution.name, checks };
}
