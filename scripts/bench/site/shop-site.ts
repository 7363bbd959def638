import type { SiteFiles } from "../../../pipeline/site/site-slot.ts";
import type { GuiScriptAction } from "./published-cycle.ts";

/** The dependencies of a site as teachers write them: React, Vite and Tailwind. */
export const shopDependencies = {
  dependencies: { react: "18.3.1", "react-dom": "18.3.1" },
  devDependencies: {
    vite: "6.4.1",
    "@vitejs/plugin-react": "4.3.4",
    tailwindcss: "4.3.5",
    "@tailwindcss/vite": "4.3.5",
  },
};

const app = (title: string): string => `import { useState } from "react";

const stock = Array.from({ length: 40 }, (_, index) => "Product " + (index + 1));

export default function App() {
  const [names, setNames] = useState([]);
  const [draft, setDraft] = useState("");
  const [count, setCount] = useState(0);
  const [open, setOpen] = useState(false);
  const add = (event) => {
    event.preventDefault();
    setNames([...names, draft]);
    setDraft("");
  };
  return (
    <main className="mx-auto max-w-3xl p-8">
      <h1 className="text-3xl font-bold text-teal-800">${title}</h1>
      <form onSubmit={add} className="my-4">
        <input id="name" className="rounded border p-2" value={draft} placeholder="Name" onChange={(event) => setDraft(event.target.value)} />
      </form>
      <button id="count" className="mr-2 rounded bg-teal-700 p-2 text-white" onClick={() => setCount(count + 1)}>Bought {count}</button>
      <button id="open" className="rounded bg-teal-700 p-2 text-white" onClick={() => setOpen(!open)}>Details</button>
      <div className={"overflow-hidden bg-teal-50 transition-all duration-300 " + (open ? "max-h-40" : "max-h-0")}>Delivered within three days.</div>
      {names.map((name) => <button key={name} className="m-1 rounded-full bg-amber-200 px-3">{name}</button>)}
      <ul>{stock.map((product) => <li key={product} className="my-3 border-b p-2">{product}</li>)}</ul>
    </main>
  );
}
`;

/** A small shop. `title` is all that an edit changes. */
export function shopSite(title: string): SiteFiles {
  const texts: Record<string, string> = {
    "package.json": JSON.stringify({
      name: "shop",
      private: true,
      type: "module",
      scripts: { dev: "vite" },
      ...shopDependencies,
    }),
    "vite.config.js":
      'import tailwindcss from "@tailwindcss/vite";\nimport react from "@vitejs/plugin-react";\nimport { defineConfig } from "vite";\n\nexport default defineConfig({ plugins: [react(), tailwindcss()] });\n',
    "index.html":
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title></head><body><div id="root"></div><script type="module" src="/src/main.jsx"></script></body></html>\n',
    "src/main.jsx":
      'import { createRoot } from "react-dom/client";\nimport App from "./App.jsx";\nimport "./index.css";\n\ncreateRoot(document.getElementById("root")).render(<App />);\n',
    "src/index.css": '@import "tailwindcss";\n',
    "src/App.jsx": app(title),
  };
  return new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
}

/** Five turns: type, two clicks, scroll, answer. */
export const shopGuiTest: readonly GuiScriptAction[] = [
  { kind: "type", selector: "#name", text: "Ada" },
  { kind: "click", selector: "#count" },
  { kind: "click", selector: "#open" },
  { kind: "scroll" },
  { kind: "answer" },
];
