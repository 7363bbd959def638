import type { SiteFiles } from "../../pipeline/site/site-slot.ts";

/** A site's files from texts by path. */
export function siteFiles(texts: Record<string, string>): SiteFiles {
  const encoder = new TextEncoder();
  return new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text)]));
}

/** A package.json with these parts. */
export function manifest(parts: Record<string, unknown>): string {
  return JSON.stringify({ name: "site", private: true, ...parts });
}

const vite = "6.4.1";

/** React with Vite, without a Vite configuration: the runner has to add one. */
export const reactSite = {
  "package.json": manifest({
    scripts: { dev: "vite" },
    dependencies: { react: "18.3.1", "react-dom": "18.3.1" },
    devDependencies: { vite, "@vitejs/plugin-react": "4.3.4" },
  }),
  "index.html":
    '<!doctype html><html><head><title>Shop</title></head><body><div id="root"></div><script type="module" src="/src/main.jsx"></script></body></html>',
  "src/main.jsx":
    'import { createRoot } from "react-dom/client";\nimport App from "./App.jsx";\nimport "./app.css";\ncreateRoot(document.getElementById("root")).render(<App />);\n',
  "src/App.jsx": "export default function App() {\n  return <h1>First version</h1>;\n}\n",
  "src/app.css": "h1 { color: teal; }\n",
};

/** Vite and TypeScript without a framework. */
export const plainViteSite = {
  "package.json": manifest({ scripts: { dev: "vite" }, devDependencies: { vite } }),
  "index.html":
    '<!doctype html><html><body><p id="out"></p><script type="module" src="/src/main.ts"></script></body></html>',
  "src/main.ts": 'const text: string = "typed";\ndocument.querySelector("#out")!.textContent = text;\n',
};

/** Vite with a Node back end on a second port, reached through Vite's proxy and directly. */
export const backEndSite = {
  "package.json": manifest({
    scripts: { dev: "node server.mjs & vite" },
    devDependencies: { vite },
  }),
  "vite.config.js": 'export default { server: { proxy: { "/api": "http://localhost:4000" } } };\n',
  "server.mjs":
    'import { createServer } from "node:http";\ncreateServer((request, response) => {\n  response.setHeader("access-control-allow-origin", "*");\n  response.setHeader("content-type", "application/json");\n  response.end(JSON.stringify({ path: request.url }));\n}).listen(4000);\n',
  "index.html":
    '<!doctype html><html><body><p id="a"></p><p id="b"></p><script type="module" src="/src/main.js"></script></body></html>',
  "src/main.js":
    'const show = async (id, url) => { document.querySelector(id).textContent = (await (await fetch(url)).json()).path; };\nshow("#a", "/api/proxied");\nshow("#b", "http://localhost:4000/direct");\n',
};
