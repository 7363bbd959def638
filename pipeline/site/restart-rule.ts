import type { StartPlan } from "./site-plan.ts";

/** Files by path that differ between what runs and what is wanted. */
export interface FileChanges {
  /** new or different */
  written: string[];
  deleted: string[];
}

/** Root files that a page or its stylesheets are made of; any other root file may configure a tool. */
const pageFile = /\.(?:html?|css|svg|png|jpe?g|gif|webp|avif|ico|txt|md|xml|webmanifest)$/;
/** Files that tools read once, wherever they stand. */
const configurationFile =
  /(?:^|\/)(?:\.env(?:\..+)?|\.npmrc|package\.json|[^/]*\.config\.[cm]?[jt]sx?|[^/]*rc(?:\.[a-z]+)?|tsconfig[^/]*\.json)$/;
const sourceFolders = [
  "src",
  "public",
  "assets",
  "styles",
  "css",
  "js",
  "images",
  "img",
  "components",
  "pages",
  "lib",
];

/** Whether a running server shows these changes without being started again. */
export function canKeepServer(start: StartPlan, { written, deleted }: FileChanges): boolean {
  if (start.server === "other") return false;
  if (start.server === "static") return true;
  return [...written, ...deleted].every((path) => {
    if (configurationFile.test(path)) return false;
    const [folder, ...rest] = path.split("/");
    return rest.length === 0 ? pageFile.test(path) : sourceFolders.includes(folder ?? "");
  });
}
