import { template } from "../template.ts";
import { packageJson } from "./package-json.ts";
import { pageHtml } from "./page-html.ts";
import { reactPaths, reactSources, reactViteConfig } from "./react-sources.ts";
import type { Stack } from "./stack.ts";

/** React 18 on Vite, and a JSON API on node:http that keeps the data; one command starts both. */
export const nodeBackEnd: Stack = {
  id: "node-back-end",
  name: "React, Vite and a small Node server",
  paths: reactPaths,
  build: (source) =>
    new Map([
      [
        "package.json",
        packageJson({
          name: source.packageName,
          scripts: { dev: "node server/dev.js", build: "vite build" },
          dependencies: { react: "^18.3.1", "react-dom": "^18.3.1" },
          devDependencies: { "@vitejs/plugin-react": "^4.5.0", vite: "^6.3.0" },
        }),
      ],
      ["index.html", pageHtml(source.title, "main.jsx")],
      ["vite.config.js", reactViteConfig],
      ["server/api.js", template("server/api.js")],
      ["server/dev.js", template("server/dev.js")],
      ["src/store.js", template("server/store.js")],
      ...reactSources(source),
    ]),
};
