import { createServer } from "node:http";
import { collections } from "../src/data.js";

const data = structuredClone(collections);
const biggestBody = 100_000;

async function readJson(request) {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > biggestBody) throw new Error("The body is too large");
  }
  return JSON.parse(text);
}

/** GET and POST /api/:list, PATCH and DELETE /api/:list/:id. */
async function answer(request) {
  const [, , name = "", id] = new URL(request.url, "http://localhost").pathname.split("/");
  if (!Object.hasOwn(data, name)) return [404, { error: `There is no list "${name}"` }];
  const list = data[name];
  const index = list.findIndex((item) => String(item.id) === id);
  if (request.method === "GET") return [200, list];
  if (request.method === "POST") {
    const item = { ...(await readJson(request)), id: Math.max(0, ...list.map((other) => other.id)) + 1 };
    list.unshift(item);
    return [201, item];
  }
  if (index < 0) return [404, { error: `There is no entry ${id} in "${name}"` }];
  if (request.method === "PATCH") {
    list[index] = { ...list[index], ...(await readJson(request)), id: list[index].id };
    return [200, list[index]];
  }
  if (request.method === "DELETE") return [200, list.splice(index, 1)[0]];
  return [405, { error: "Use GET, POST, PATCH or DELETE" }];
}

export function startApi(port) {
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request).catch((error) => [400, { error: error.message }]);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}
