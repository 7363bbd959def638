/** Longest path the workspace takes, in bytes. */
const maxPathBytes = 1024;
const maxNameBytes = 255;

/**
 * Why a path that a model wrote cannot name a file of its site, or null when it can. Good paths are relative, with "/"
 * between names: `src/App.tsx`.
 */
export function sitePathProblem(path: string): string | null {
  const names = path.split("/");
  if (path === "") return "the path is empty";
  if (Buffer.byteLength(path) > maxPathBytes) return `the path is longer than ${maxPathBytes} bytes`;
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path))
    return "the path is absolute: write it relative to the project";
  if (hasControlCharacter(path)) return "the path holds control characters";
  if (path.includes("\\")) return 'the path holds "\\": write "/" between names';
  if (names.some((name) => name === "." || name === ".." || name === "")) {
    return 'the path holds ".", ".." or an empty name: it must stay inside the project';
  }
  if (names.some((name) => Buffer.byteLength(name) > maxNameBytes))
    return `a name is longer than ${maxNameBytes} bytes`;
  if (names[0] === "node_modules")
    return "node_modules is filled by the installation: list packages in package.json";
  return null;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}
