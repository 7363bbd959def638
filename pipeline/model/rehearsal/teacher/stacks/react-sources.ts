import { template } from "../template.ts";
import type { ProjectSource, Stack } from "./stack.ts";

export const reactPaths: Stack["paths"] = {
  page: "src/pages/HomePage.jsx",
  main: "src/main.jsx",
  theme: "src/theme.css",
  section: "src/pages/SectionPage.jsx",
};

/** The files under src/ of a React project, without its store; the page comes last. */
export function reactSources({
  dataModule,
  themeCss,
  pageTemplate,
}: ProjectSource): [path: string, text: string][] {
  return [
    [reactPaths.main, template("shared/main.jsx")],
    ["src/data.js", dataModule],
    [reactPaths.theme, themeCss],
    ["src/styles.css", template("shared/styles.css")],
    ["src/parts.jsx", template("shared/parts.jsx")],
    ["src/App.jsx", template("shared/App.jsx")],
    [reactPaths.section, template("shared/SectionPage.jsx")],
    [reactPaths.page, template(pageTemplate)],
  ];
}

export const reactViteConfig = `import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
});
`;
