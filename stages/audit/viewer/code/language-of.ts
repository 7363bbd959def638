/** The grammars that are registered. */
export type Language = "javascript" | "typescript" | "xml" | "css" | "json" | "markdown" | "bash";

const byEnding: Record<string, Language> = {
  js: "javascript",
  jsx: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  ts: "typescript",
  tsx: "typescript",
  mts: "typescript",
  cts: "typescript",
  html: "xml",
  htm: "xml",
  xml: "xml",
  svg: "xml",
  vue: "xml",
  svelte: "xml",
  css: "css",
  scss: "css",
  less: "css",
  json: "json",
  webmanifest: "json",
  md: "markdown",
  sh: "bash",
};

/** By the path's ending; null where no grammar fits. */
export function languageOf(path: string): Language | null {
  const ending = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(byEnding, ending) ? (byEnding[ending] ?? null) : null;
}
