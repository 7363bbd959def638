import { toHex } from "../../color-math.ts";
import type { Look } from "./look.ts";

/** Small improvements, each visible; a polished theme holds the first so many of them. */
const refinements = [
  `.card,
.panel {
  transition: transform 160ms ease, box-shadow 160ms ease;
}

.card:hover {
  transform: translateY(-3px);
}`,
  `h1 {
  font-size: 36px;
}

.hero {
  margin-top: 30px;
}`,
  `.site-nav a.current {
  text-decoration: underline;
  text-underline-offset: 4px;
}`,
  `.facts dd {
  font-size: 26px;
}`,
  `.card-body {
  padding: 16px 18px 18px;
}`,
] as const;

/** The style sheet that holds a site's colours, font and refinements. */
export function themeCss({ palette, font, radiusPx }: Look, polish: number): string {
  const colors = Object.entries(palette)
    .map(([name, color]) => `  --${kebab(name)}: ${toHex(color)};`)
    .join("\n");
  const extra = Array.from({ length: polish }, (_, at) => refinementAt(at)).join("\n\n");
  return `:root {
${colors}
  --font: ${font};
  --radius: ${radiusPx}px;
  --shadow: 0 1px 2px rgb(0 0 0 / 0.08), 0 4px 14px rgb(0 0 0 / 0.06);
}
${extra === "" ? "" : `\n${extra}\n`}`;
}

/** More polish than there are refinements goes on with the spacing, so that each round changes the file. */
function refinementAt(at: number): string {
  return refinements[at] ?? `.block {\n  margin-top: ${28 + 2 * at}px;\n}`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
