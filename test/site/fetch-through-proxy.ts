import { get } from "node:http";

/** GET of a site's URL through its slot's proxy, as a browser would send it. */
export function fetchThroughProxy(
  proxyServer: string,
  url: string,
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(proxyServer);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path: url, headers: { host: new URL(url).host } }, (answer) => {
      let body = "";
      answer.on("data", (chunk) => {
        body += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}
