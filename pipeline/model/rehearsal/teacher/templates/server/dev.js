import { createServer } from "vite";
import { startApi } from "./api.js";

const apiPort = 3001;

await startApi(apiPort);
const vite = await createServer({ server: { proxy: { "/api": `http://127.0.0.1:${apiPort}` } } });
await vite.listen();
vite.printUrls();
