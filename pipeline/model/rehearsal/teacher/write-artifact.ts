import type { Manner } from "./flaws/flaw.ts";
import type { SourceFiles } from "./source-files.ts";

/** Writes files in the boltArtifact protocol. */
export function writeArtifact(
  about: { id: string; title: string },
  files: SourceFiles,
  manner: Manner,
): string {
  const attribute = (name: string, value: string): string =>
    `${name}=${manner.attributeQuote}${value.replace(/["'<>]/g, "")}${manner.attributeQuote}`;
  const open = `<boltArtifact ${attribute("id", about.id)} ${attribute("title", about.title)}>`;
  const actions = [...files].map(
    ([path, text]) =>
      `  <boltAction ${attribute("type", "file")} ${attribute("filePath", path)}>\n${text}  </boltAction>`,
  );
  const whole = [open, ...actions, "</boltArtifact>"].join("\n");
  return manner.endsInLastFile ? whole.slice(0, whole.lastIndexOf("  </boltAction>")) : whole;
}
