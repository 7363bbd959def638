import { excerpt } from "./log-excerpt.ts";

const maxLines = 40;
/** Lines that speak of files which exist only during the installation. */
const noise = /A complete log of this run|Log files were not written|^npm (error|warn) *$/;

/**
 * What a model needs to read of npm's output after a failed installation: npm's own error lines, without the address of
 * our gateway. All of the output when npm said nothing.
 */
export function npmErrorLines(output: string, gatewayUrl: string): string {
  const lines = output
    .replaceAll(gatewayUrl, "registry/")
    .split("\n")
    .filter((line) => !noise.test(line));
  const errors = lines.filter((line) => /^npm (error|ERR!)/.test(line));
  const shown = errors.length > 0 ? errors : lines;
  const cut = shown.length - maxLines;
  const kept = cut > 0 ? [...shown.slice(0, maxLines), `[... ${cut} lines cut ...]`] : shown;
  return excerpt(kept.join("\n"));
}

/** npm's one-line reason, such as `E404 404 Not Found - GET registry/no-such-package`. */
export function npmReason(errorLines: string): string {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(errorLines)?.[1];
  if (code?.startsWith("EALLOW")) {
    // npm names what it refused for git alone
    const named = /^npm (?:error|ERR!) Refusing to fetch ("[^"]+")/m.exec(errorLines)?.[1];
    return `${named ?? "A package"}, which one of the dependencies wants, does not come from the npm registry, and only packages of the registry can be installed: leave out the dependency that wants it`;
  }
  const first = /^npm (?:error|ERR!) (?!code )(.+)$/m.exec(errorLines)?.[1];
  return [code, first].filter((part) => part !== undefined).join(" ") || "npm install failed";
}
