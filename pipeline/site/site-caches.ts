import { join } from "node:path";
import { DependencyCache } from "./dependency-cache.ts";
import { RegistryCache } from "./registry-cache.ts";

/** What of the cache's room the registry's answers may take; the installed packages have the rest. */
const answersShare = 0.2;

/** What sites leave for each other in the cache folder. */
export interface SiteCaches {
  dependencies: DependencyCache;
  answers: RegistryCache;
  /** room for the answers, in bytes */
  answersMaxBytes: number;
}

/** Opens the caches of a folder that may hold `maxBytes` in all. */
export function openSiteCaches(dir: string, maxBytes: number): SiteCaches {
  const answersMaxBytes = answersShare * maxBytes;
  return {
    dependencies: new DependencyCache(join(dir, "dependencies"), maxBytes - answersMaxBytes),
    answers: new RegistryCache(join(dir, "registry")),
    answersMaxBytes,
  };
}
