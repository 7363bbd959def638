import type { SiteFiles } from "../../../pipeline/site/site-slot.ts";

/** A page that loads late or moves when it appears. */
export interface SettlingPage {
  name: string;
  files: SiteFiles;
  /** whether it ever does: some pages never stop */
  comesToRest: boolean;
}

const style =
  "body{font:16px sans-serif;margin:24px;background:#f4f1ea}.card{height:90px;margin:12px 0;background:teal;color:white}";

function filesOf(texts: Record<string, string>): SiteFiles {
  return new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
}

function html(css: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><style>${style}${css}</style></head><body>${body}</body></html>`;
}

function still(name: string, css: string, body: string): SettlingPage {
  return { name, files: filesOf({ "index.html": html(css, body) }), comesToRest: true };
}

/** Served by a program that answers `/name?after=N` N ms late. */
function late(name: string, css: string, body: string, others: Record<string, string>): SettlingPage {
  const server = `import { createServer } from "node:http";
import { readFileSync } from "node:fs";
const kinds = { css: "text/css", svg: "image/svg+xml", json: "application/json", js: "text/javascript" };
createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const kind = kinds[name.split(".").at(-1)] ?? "text/html";
  setTimeout(() => {
    try {
      response.writeHead(200, { "content-type": kind }).end(readFileSync(name));
    } catch {
      response.writeHead(404).end();
    }
  }, Number(searchParams.get("after") ?? 0));
}).listen(3000);
`;
  return {
    name,
    comesToRest: true,
    files: filesOf({
      "package.json": JSON.stringify({
        private: true,
        type: "module",
        scripts: { start: "node server.mjs" },
      }),
      "server.mjs": server,
      "index.html": html(css, body),
      ...others,
    }),
  };
}

const picture = (color: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><rect width="200" height="150" fill="${color}"/></svg>`;
const cards = (count: number, attributes: (index: number) => string = () => ""): string =>
  Array.from(
    { length: count },
    (_, index) => `<div class="card" ${attributes(index)}>Card ${index}</div>`,
  ).join("");

function vite(
  name: string,
  dependencies: Record<string, string>,
  sources: Record<string, string>,
): SettlingPage {
  return {
    name,
    comesToRest: true,
    files: filesOf({
      "package.json": JSON.stringify({
        private: true,
        type: "module",
        scripts: { dev: "vite" },
        dependencies: { vite: "6.4.1", ...dependencies },
      }),
      ...sources,
    }),
  };
}

const react = { react: "18.3.1", "react-dom": "18.3.1", "@vitejs/plugin-react": "4.3.4" };
const root = (main: string): string =>
  `<!doctype html><html><head><title>Page</title></head><body><div id="root"></div><script type="module" src="${main}"></script></body></html>`;

export const settlingPages: readonly SettlingPage[] = [
  vite("React and Vite, data fetched in an effect", react, {
    "index.html": root("/src/main.jsx"),
    "public/data.json": '["one","two","three"]',
    "src/main.jsx": `import { createRoot } from "react-dom/client";
import { useEffect, useState } from "react";
import "./page.css";
function App() {
  const [items, setItems] = useState(null);
  useEffect(() => void setTimeout(async () => setItems(await (await fetch("/data.json")).json()), 500), []);
  return items ? <ul>{items.map((item) => <li key={item}>{item}</li>)}</ul> : <p>Loading</p>;
}
createRoot(document.getElementById("root")).render(<App />);
`,
    "src/page.css": "li{animation:in .6s both}@keyframes in{from{opacity:0;transform:translateY(20px)}}",
  }),
  vite("React and Vite, a lazy component", react, {
    "index.html": root("/src/main.jsx"),
    "src/main.jsx": `import { createRoot } from "react-dom/client";
import { lazy, Suspense } from "react";
const Late = lazy(() => new Promise((done) => setTimeout(done, 400)).then(() => import("./Late.jsx")));
createRoot(document.getElementById("root")).render(<Suspense fallback={<p>Loading</p>}><Late /></Suspense>);
`,
    "src/Late.jsx": "export default () => <h1>Here at last</h1>;\n",
  }),
  vite(
    "a web font of the site's own",
    { "@fontsource/pacifico": "5.3.0" },
    {
      "index.html": root("/main.js"),
      "main.js":
        'import "@fontsource/pacifico";\ndocument.querySelector("#root").innerHTML = "<h1 style=\\"font-family:Pacifico\\">Handwritten</h1>";\n',
    },
  ),
  late(
    "lazy images",
    "",
    `<img loading="lazy" src="/a.svg?after=600" width="200" height="150"><img loading="lazy" src="/b.svg?after=900" width="200" height="150"><div style="height:3000px"></div><img loading="lazy" src="/a.svg?after=99" width="200">`,
    { "a.svg": picture("tomato"), "b.svg": picture("navy") },
  ),
  late(
    "fetch, then render",
    "",
    `<main>Loading</main><script>fetch("/data.json?after=800").then((r) => r.json()).then((d) => { document.querySelector("main").innerHTML = d.map((t) => "<p>" + t + "</p>").join(""); });</script>`,
    { "data.json": '["one","two"]' },
  ),
  late(
    "skeletons that shimmer until the data comes",
    ".sk{height:80px;margin:9px;background:linear-gradient(90deg,#ccc,#eee,#ccc) 0/200%;animation:s 1s linear infinite}@keyframes s{to{background-position:200%}}",
    `<main><div class="sk"></div><div class="sk"></div></main><script>(async () => { for (const after of [300, 400]) await fetch("/data.json?after=" + after); document.querySelector("main").innerHTML = "<h1>Ready</h1>"; })();</script>`,
    { "data.json": "[]" },
  ),
  late(
    "a stylesheet added late",
    "",
    `<h1>Title</h1>${cards(3)}<script>setTimeout(() => { const link = document.createElement("link"); link.rel = "stylesheet"; link.href = "/late.css?after=500"; document.head.append(link); }, 200);</script>`,
    { "late.css": ".card{background:crimson;border-radius:20px}" },
  ),
  still(
    "staggered entry animations",
    ".card{animation:in .6s both}@keyframes in{from{opacity:0;transform:translateX(-60px)}}",
    cards(7, (index) => `style="animation-delay:${index * 150}ms"`),
  ),
  still(
    "reveal on intersection",
    ".card{opacity:0;transition:opacity .5s .1s}.card.seen{opacity:1}",
    `${cards(12)}<script>const o = new IntersectionObserver((all) => { for (const e of all) if (e.isIntersecting) e.target.classList.add("seen"); }); document.querySelectorAll(".card").forEach((card) => o.observe(card));</script>`,
  ),
  still(
    "a canvas drawn after a timer",
    "",
    `<canvas width="600" height="300"></canvas><script>setTimeout(() => { const c = document.querySelector("canvas").getContext("2d"); c.fillStyle = "purple"; c.fillRect(50, 50, 300, 200); }, 800);</script>`,
  ),
  still(
    "a chart that grows on its canvas, frame by frame",
    "",
    `<canvas width="600" height="300"></canvas><script>const c = document.querySelector("canvas").getContext("2d"); const from = performance.now(); (function draw(now) { const part = Math.min(1, Math.max(0, now - from) / 1200); c.clearRect(0, 0, 600, 300); c.fillStyle = "teal"; [120, 250, 90, 200].forEach((h, i) => c.fillRect(40 + i * 120, 300 - h * part, 80, h * part)); if (part < 1) requestAnimationFrame(draw); })(from);</script>`,
  ),
  still(
    "a number that counts up, frame by frame",
    "h1{font-size:60px}",
    `<h1>0</h1><script>const h = document.querySelector("h1"); const from = performance.now(); requestAnimationFrame(function tick(now) { const part = Math.min(1, (now - from) / 1000); h.textContent = Math.round(part * 4200); if (part < 1) requestAnimationFrame(tick); });</script>`,
  ),
  still(
    "text typed letter by letter",
    "",
    `<h1></h1><script>const text = "Welcome to the shop"; let at = 0; (function type() { document.querySelector("h1").textContent = text.slice(0, ++at); if (at < text.length) setTimeout(type, 60); })();</script>`,
  ),
  still(
    "an animation begun by a script",
    "",
    `${cards(2)}<script>setTimeout(() => document.querySelector(".card").animate([{ transform: "none" }, { transform: "translateX(300px)" }], { duration: 900, fill: "forwards" }), 300);</script>`,
  ),
  {
    ...still(
      "a carousel that never stops",
      ".card{width:200px}",
      `${cards(1)}<script>let at = 0; setInterval(() => { document.querySelector(".card").style.marginLeft = (++at % 60) * 10 + "px"; }, 80);</script>`,
    ),
    comesToRest: false,
  },
  {
    ...still(
      "a canvas that never stops",
      "",
      `<canvas width="600" height="300"></canvas><script>const c = document.querySelector("canvas").getContext("2d"); let at = 0; (function draw() { c.clearRect(0, 0, 600, 300); c.fillRect((at += 3) % 500, 100, 80, 80); requestAnimationFrame(draw); })();</script>`,
    ),
    comesToRest: false,
  },
];
