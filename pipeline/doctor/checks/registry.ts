import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from "undici";
import { CurateError, errorMessage } from "../../errors.ts";
import { type NpmConfig, readNpmConfig } from "../../site/npm-config.ts";
import { npmFolder } from "../../site/npm-folder.ts";
import type { Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";

const timeoutMs = 5000;

/** Whether the npm registry answers. Sites whose dependencies were installed before can do without it. */
export async function checkRegistry(machine: Machine, signal: AbortSignal): Promise<Finding> {
  const base = { id: "registry", title: "npm registry" };
  const remedy =
    'Check the network and "npm config get registry"; behind a proxy, "npm config set https-proxy URL".';
  let config: NpmConfig;
  try {
    config = await readNpmConfig({ npmDir: npmFolder(), env: machine.env });
  } catch (error) {
    return {
      ...base,
      status: "warning",
      found: errorMessage(error),
      remedy: error instanceof CurateError ? remedy : 'Install the project\'s npm with "npm run setup".',
    };
  }
  const registry = new URL(config.registry);
  // npm takes a user and a password in the address; they belong into the header, and not into a report
  const authorization = config.authorization ?? basicAuthorization(registry);
  registry.username = "";
  registry.password = "";
  const found = registry.href;
  try {
    const status = await ping(
      { ...config, registry: registry.href, authorization },
      AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    );
    // any other answer shows that packages can be asked for, even where there is no page to ping
    const refused = status >= 500 || [401, 403, 407].includes(status);
    return refused
      ? { ...base, status: "warning", found: `${found} answers ${status}`, remedy }
      : { ...base, status: "ok", found };
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { ...base, status: "warning", found: `${found}: ${errorMessage(cause)}`, remedy };
  }
}

async function ping(config: NpmConfig, signal: AbortSignal): Promise<number> {
  const dispatcher = createDispatcher(config);
  try {
    const headers = config.authorization ? { authorization: config.authorization } : {};
    const response = await fetch(new URL("-/ping", config.registry), { dispatcher, headers, signal });
    await response.body?.cancel();
    return response.status;
  } finally {
    await dispatcher.destroy();
  }
}

function createDispatcher({ ca, strictSsl, proxy, noProxy }: NpmConfig): Dispatcher {
  const tls = { rejectUnauthorized: strictSsl, ...(ca.length > 0 ? { ca } : {}) };
  return proxy
    ? new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, noProxy, requestTls: tls })
    : new Agent({ connect: tls });
}

function basicAuthorization({ username, password }: URL): string | null {
  if (username === "") return null;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
