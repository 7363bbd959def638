import { hashOf } from "../run/digest.ts";

/** What decides an installation, taken from a package.json and nothing else of it. */
export interface DependencySet {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  overrides: Record<string, unknown>;
}

export type DependencySetResult = { ok: true; set: DependencySet } | { ok: false; reason: string };

const groups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;
/** A version, range or tag, or `npm:other-name@range`: what a registry can answer. */
const registrySpecifier = /^(?:npm:(?:@[^/@:\s]+\/)?[^/@:\\\s]+(?:@[^:/\\]*)?|[^:/\\]*)$/;

/** Reads the dependency maps of a parsed package.json; specifiers that lead away from the registry are refused. */
export function readDependencySet(manifest: Record<string, unknown>): DependencySetResult {
  if (manifest.workspaces !== undefined) {
    return {
      ok: false,
      reason: '"workspaces" are not supported: put all dependencies into one package.json',
    };
  }
  const set: DependencySet = {
    dependencies: {},
    devDependencies: {},
    optionalDependencies: {},
    peerDependencies: {},
    overrides: {},
  };
  for (const group of groups) {
    const entries = manifest[group] ?? {};
    if (!isRecord(entries))
      return { ok: false, reason: `"${group}" must be an object of package names and versions` };
    for (const [name, specifier] of Object.entries(entries)) {
      if (typeof specifier !== "string") {
        return {
          ok: false,
          reason: `"${group}": the version of "${name}" must be a string, found ${JSON.stringify(specifier)}`,
        };
      }
      if (!registrySpecifier.test(specifier)) return refuse(group, name, specifier);
      set[group][name] = specifier;
    }
  }
  const overrides = manifest.overrides ?? {};
  if (!isRecord(overrides)) return { ok: false, reason: '"overrides" must be an object' };
  const refused = findRefused(overrides);
  if (refused) return refuse("overrides", ...refused);
  return { ok: true, set: { ...set, overrides } };
}

/** Key of an installation: equal keys give equal node_modules. */
export function dependencyKey(
  set: DependencySet,
  tools: { npmVersion: string; nodeVersion: string; platform: string; arch: string },
): string {
  const [npmMajor, nodeMajor] = [tools.npmVersion, tools.nodeVersion].map((version) => version.split(".")[0]);
  return hashOf({ set, npmMajor, nodeMajor, platform: tools.platform, arch: tools.arch }).slice(0, 32);
}

function refuse(group: string, name: string, specifier: string): DependencySetResult {
  return {
    ok: false,
    reason: `"${group}": "${name}": "${specifier}" does not come from the npm registry. Only versions, ranges and tags of published packages can be installed: no git, file, link or URL dependencies`,
  };
}

function findRefused(overrides: Record<string, unknown>): [name: string, specifier: string] | null {
  for (const [name, value] of Object.entries(overrides)) {
    if (typeof value === "string" && !registrySpecifier.test(value)) return [name, value];
    const below = isRecord(value) ? findRefused(value) : null;
    if (below) return below;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
