import { template } from "../template.ts";
import { packageJson } from "./package-json.ts";
import { pageHtml } from "./page-html.ts";
import type { Stack } from "./stack.ts";

const paths: Stack["paths"] = {
  page: "src/pages/HomePage.tsx",
  main: "src/main.tsx",
  theme: "src/theme.css",
  section: "src/pages/SectionPage.tsx",
};

const tsconfig = `{
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023", "DOM", "DOM.Iterable"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "jsx": "react",
    "jsxFactory": "h",
    "jsxFragmentFactory": "Fragment",
    "noEmit": true
  },
  "include": ["src"]
}
`;

const viteConfig = `import { defineConfig } from "vite";

export default defineConfig({
  esbuild: { jsxInject: 'import { Fragment, h } from "/src/view.ts";' },
});
`;

/**
 * TypeScript on Vite without a framework: the same pages stand on a view layer of the project's own, which has the
 * two or three hooks they use.
 */
export const plainTypescript: Stack = {
  id: "plain-typescript",
  name: "TypeScript and Vite, without a framework",
  paths,
  build: ({ packageName, title, dataModule, themeCss, pageTemplate }) =>
    new Map([
      [
        "package.json",
        packageJson({
          name: packageName,
          scripts: { dev: "vite", build: "vite build" },
          devDependencies: { typescript: "^5.9.0", vite: "^7.1.0" },
        }),
      ],
      ["index.html", pageHtml(title, "main.tsx")],
      ["vite.config.ts", viteConfig],
      ["tsconfig.json", tsconfig],
      [paths.main, template("plain/main.jsx")],
      ["src/view.ts", template("plain/view.ts")],
      ["src/data.ts", dataModule],
      ["src/store.ts", onOwnView(template("shared/store.js"), ".")],
      [paths.theme, themeCss],
      ["src/styles.css", template("shared/styles.css")],
      ["src/parts.tsx", onOwnView(template("shared/parts.jsx"), ".")],
      ["src/App.tsx", onOwnView(template("shared/App.jsx"), ".")],
      [paths.section, onOwnView(template("shared/SectionPage.jsx"), "..")],
      [paths.page, onOwnView(template(pageTemplate), "..")],
    ]),
};

function onOwnView(source: string, folder: "." | ".."): string {
  return source.replace('from "react"', `from "${folder}/view"`);
}
