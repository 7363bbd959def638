// Runs inside a site's box: serves the first of the given folders that holds an index.html.
// usage: node static-server.mjs PORT FOLDER...; another free port where that one is taken
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";

const [port, ...folders] = process.argv.slice(2);
const root = resolve(folders.find((folder) => existsSync(join(folder, "index.html"))) ?? folders[0]);

const types = {
  ".html": "text/html; charset=utf-8",
  ".htm": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".pdf": "application/pdf",
};

/** The file for a URL path: itself, a folder's index.html, the path with .html, or for a page of a single-page site the index. */
function fileFor(path, wantsPage) {
  const below = join(root, normalize(`/${path}`));
  const candidates = [below, join(below, "index.html"), `${below}.html`];
  if (wantsPage && extname(path) === "") candidates.push(join(root, "index.html"));
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

const server = createServer((request, response) => {
  let path;
  try {
    path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  } catch {
    response.writeHead(400).end();
    return;
  }
  const file = fileFor(path, request.headers.accept?.includes("text/html"));
  if (!file) {
    response.writeHead(404, { "content-type": "text/html; charset=utf-8" }).end("<h1>404 Not Found</h1>");
    return;
  }
  response.writeHead(200, {
    "content-type": types[extname(file).toLowerCase()] ?? "application/octet-stream",
    "content-length": statSync(file).size,
    "cache-control": "no-store",
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
});
server.on("listening", () => console.log(`Serving at http://localhost:${server.address().port}/`));
server.on("error", (error) => {
  if (error.code !== "EADDRINUSE") throw error;
  server.listen(0, "127.0.0.1");
});
server.listen(Number(port), "127.0.0.1");
