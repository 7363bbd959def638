/** What does the work of a package that cannot do it here, by the package's name. */
const substitutes: Readonly<Record<string, string>> = {
  argon2: "@node-rs/argon2",
  bcrypt: "bcryptjs",
  "better-sqlite3": "node:sqlite, which is part of Node, or sql.js",
  canvas: "@napi-rs/canvas",
  cypress: "nothing: the site is tested from outside, so leave it out",
  electron: "nothing: the site is shown in a browser, so leave it out",
  "node-sass": "sass",
  playwright: "nothing: the site is tested from outside, so leave it out",
  puppeteer: "nothing: the site is tested from outside, so leave it out",
  robotjs: "nothing: there is no desktop to control",
  sharp: "sharp 0.33 or later, which needs no script",
  sqlite3: "node:sqlite, which is part of Node, or sql.js",
};

/** How programs say that a file is missing which an installation script would have compiled or downloaded. */
const missingBinary =
  /could not locate the bindings file|cannot find module '[^']*(?:\.node|build\/Release)[^']*'|cannot open shared object file[^\n]*\.node|no native build was found|missing binding|could not load the "[^"]+" module|failed to install correctly|could not find chrom|executable doesn't exist|no version of cypress is installed|binary app is not installed/i;

/** A package of an installation that would run a script of its own. */
export interface ScriptPackage {
  name: string;
  version: string;
}

/** The packages of a package-lock.json (version 2 and up) that would run a script when they are installed. */
export function scriptPackages(lockFile: string): ScriptPackage[] {
  const lock: { packages?: Record<string, { hasInstallScript?: boolean; version?: string }> } =
    JSON.parse(lockFile);
  return Object.entries(lock.packages ?? {})
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path, { version = "" }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
    }));
}

/**
 * Why a site did not start that needs what an installation script would have made, and what to use instead; null when its
 * output does not point there. Most packages with a script work without it, so one is named only where the output names
 * it, or where a binary is missing and it is known to need one.
 */
export function explainMissingScript(output: string, packages: readonly ScriptPackage[]): string | null {
  const isMissing = missingBinary.test(output);
  const named = packages.filter(
    ({ name }) => output.includes(`node_modules/${name}/`) || output.includes(`"${name}"`),
  );
  const known = packages.filter(({ name }) => name in substitutes);
  const blamed = isMissing
    ? named.length > 0
      ? named
      : known
    : named.filter((found) => known.includes(found));
  const [first] = blamed;
  if (!first) return null;
  const list = blamed.map(({ name, version }) => `${name}@${version}`).join(", ");
  const advice = blamed.map(({ name }) => `instead of ${name} use ${substituteOf(name)}`).join("; ");
  return `${list} ${blamed.length === 1 ? "needs a script" : "need scripts"} at installation, to compile or download a program. Installation scripts do not run here: ${advice}.`;
}

function substituteOf(name: string): string {
  return (
    substitutes[name] ??
    "a package in plain JavaScript or WebAssembly, or one whose programs come as packages of their own"
  );
}
