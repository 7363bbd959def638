import { template } from "../template.ts";
import { packageJson } from "./package-json.ts";
import { pageHtml } from "./page-html.ts";
import { reactPaths, reactSources, reactViteConfig } from "./react-sources.ts";
import type { Stack } from "./stack.ts";

/** React 19 on Vite; data is kept in the browser. */
export const react: Stack = {
  id: "react",
  name: "React and Vite",
  paths: reactPaths,
  build: (source) =>
    new Map([
      [
        "package.json",
        packageJson({
          name: source.packageName,
          scripts: { dev: "vite", build: "vite build", preview: "vite preview" },
          dependencies: { react: "^19.1.0", "react-dom": "^19.1.0" },
          devDependencies: { "@vitejs/plugin-react": "^5.0.0", vite: "^7.1.0" },
        }),
      ],
      ["index.html", pageHtml(source.title, "main.jsx")],
      ["vite.config.js", reactViteConfig],
      ["src/store.js", template("shared/store.js")],
      ...reactSources(source),
    ]),
};
