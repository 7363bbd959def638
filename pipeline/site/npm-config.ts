import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { findProgram } from "../find-program.ts";

/** How this machine reaches its npm registry. Secrets in it stay outside the boxes. */
export interface NpmConfig {
  /** registry address, ending in "/" */
  registry: string;
  /** value of the Authorization header, or null */
  authorization: string | null;
  /** certificate authorities in PEM instead of Node's own; empty for Node's own */
  ca: string[];
  /** false accepts any certificate, as npm's strict-ssl=false does */
  strictSsl: boolean;
  /** proxy on the way to the registry, or null */
  proxy: string | null;
  /** comma-separated hosts that are reached without the proxy */
  noProxy: string;
}

/** `auth` is user and password in base64. */
interface Credentials {
  token?: string;
  auth?: string;
}

/** The part of npm's own configuration loader that is used; the package has no types. */
interface NpmConfigLoader {
  load(): Promise<void>;
  get(key: string): unknown;
  getCredentialsByURI(uri: string): Credentials;
}
type Environment = Readonly<Record<string, string | undefined>>;
type NpmConfigConstructor = new (options: Record<string, unknown>) => NpmConfigLoader;

/**
 * Reads the registry settings with npm's own loader, from the user's and the machine's npmrc and `env`. It reads in an
 * empty folder: a project's .npmrc, which a model may have written, is never looked at.
 */
export async function readNpmConfig(options: {
  /** folder of the npm package */
  npmDir: string;
  env: Environment;
}): Promise<NpmConfig> {
  const emptyFolder = await mkdtemp(join(tmpdir(), "npm-config-"));
  try {
    const config = createLoader({ ...options, ...(await findSystemNpm(options)) }, emptyFolder);
    await config.load();
    const registry = registryUrl(config.get("registry"));
    return {
      registry,
      authorization: authorizationHeader(config.getCredentialsByURI(registry)),
      ca: await readAuthorities(config),
      strictSsl: config.get("strict-ssl") !== false,
      proxy: readProxy(config, options.env),
      noProxy:
        [config.get("noproxy")].flat().filter(Boolean).join(",") || (fromEnv(options.env, "no_proxy") ?? ""),
    };
  } finally {
    await rm(emptyFolder, { recursive: true, force: true });
  }
}

/** Where npm's settings for the whole machine are looked up. */
interface SystemNpm {
  /** the Node that the machine's npm runs with: its settings stand in `../etc/npmrc` from there */
  execPath?: string;
  /** folder of the machine's npm, whose own npmrc may say that they stand elsewhere */
  npmPath?: string;
}

/**
 * The Node and npm that a user would start here. Under npm or npx the environment names their settings; started in
 * another way, by the project's own Node and npm, the loader would look beside those and find nothing.
 */
async function findSystemNpm({ npmDir, env }: { npmDir: string; env: Environment }): Promise<SystemNpm> {
  const ownPrograms = join(npmDir, "../.bin");
  const searchPath = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => resolve(folder) !== ownPrograms)
    .join(delimiter);
  const [node, npm] = await Promise.all(["node", "npm"].map((name) => findProgram(name, searchPath)));
  return {
    ...(node ? { execPath: await realpath(node) } : {}),
    // npm's program is a link to bin/npm-cli.js of its folder
    ...(npm ? { npmPath: dirname(dirname(await realpath(npm))) } : {}),
  };
}

function createLoader(
  { npmDir, env, ...system }: { npmDir: string; env: Environment } & SystemNpm,
  cwd: string,
): NpmConfigLoader {
  const require = createRequire(join(npmDir, "package.json"));
  const Config: NpmConfigConstructor = require("@npmcli/config");
  const { definitions, flatten, nerfDarts, shorthands } = require("@npmcli/config/lib/definitions");
  return new Config({
    ...{ definitions, flatten, nerfDarts, shorthands, npmPath: npmDir, ...system, cwd, warn: false },
    // the loader writes what it found back into its environment
    ...{ env: { ...env }, argv: [] },
  });
}

function registryUrl(value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value)) {
    throw new UserError(
      `npm's "registry" setting must be a URL, found ${JSON.stringify(value)}. Set it with "npm config set registry URL".`,
    );
  }
  return value.endsWith("/") ? value : `${value}/`;
}

function authorizationHeader({ token, auth }: Credentials): string | null {
  if (token) return `Bearer ${token}`;
  return auth ? `Basic ${auth}` : null;
}

async function readAuthorities(config: NpmConfigLoader): Promise<string[]> {
  const inline = [config.get("ca")].flat().filter((pem) => typeof pem === "string" && pem !== "");
  const file = textOrNull(config.get("cafile"));
  if (file === null) return inline.map(String);
  try {
    return [...inline.map(String), await readFile(file, "utf8")];
  } catch (error) {
    throw new UserError(
      `npm's "cafile" setting names ${file}, which cannot be read. Correct it with "npm config".`,
      {
        cause: error,
      },
    );
  }
}

/** npm's order: its own settings first, then the usual variables. */
function readProxy(config: NpmConfigLoader, env: Environment): string | null {
  return (
    textOrNull(config.get("https-proxy")) ??
    textOrNull(config.get("proxy")) ??
    fromEnv(env, "https_proxy") ??
    fromEnv(env, "http_proxy")
  );
}

function fromEnv(env: Environment, name: string): string | null {
  return textOrNull(env[name]) ?? textOrNull(env[name.toUpperCase()]);
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
