import { readFile } from "node:fs/promises";
import { checkContract } from "../contracts/validators.ts";
import { errorMessage, UserError } from "../errors.ts";
import { type Config, resolveSettings, type Settings } from "./settings.ts";

/** What the command line says in place of the file. */
export type ConfigOverrides = Pick<Partial<Config>, "run" | "compat" | "site">;

/** Reads, checks and completes a configuration file. Throws UserError with the path to each faulty key. */
export async function loadConfig(
  path: string,
  options: { overrides: ConfigOverrides; cores: number },
): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError(
      `Configuration ${path} cannot be read: ${errorMessage(cause)}. Name another with -c, or copy data/configs/rehearsal.json to start from.`,
      { cause },
    );
  }
  return parseConfig(text, path, options);
}

export function parseConfig(
  text: string,
  path: string,
  options: { overrides: ConfigOverrides; cores: number },
): Settings {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      `Configuration ${path} is not JSON: ${errorMessage(cause)}. Mend it there and run the command again.`,
      { cause },
    );
  }
  const checked = checkContract(
    "config",
    parsed !== null && typeof parsed === "object" ? overridden({ ...parsed }, options.overrides) : parsed,
  );
  if (!checked.ok) {
    throw new UserError(
      `Configuration ${path} is refused:\n${checked.problems.map((problem) => `  ${problem}`).join("\n")}\nschemas/config.v1.schema.json lists every key. Nothing was started.`,
    );
  }
  checkEndpoints(checked.value, path);
  return resolveSettings(checked.value, options.cores);
}

/** Of `site` only the named members change. A file whose `site` is no object is left for the schema to refuse. */
function overridden(file: { site?: unknown }, { site, ...overrides }: ConfigOverrides): unknown {
  if (site === undefined) return { ...file, ...overrides };
  const { site: own = {} } = file;
  return { ...file, ...overrides, site: own !== null && typeof own === "object" ? { ...own, ...site } : own };
}

function checkEndpoints(config: Config, path: string): void {
  for (const [role, endpoint] of Object.entries(config.models)) {
    if (
      endpoint.baseURL === "rehearsal" ||
      (/^https?:\/\//.test(endpoint.baseURL) && URL.canParse(endpoint.baseURL))
    )
      continue;
    throw new UserError(
      `Configuration ${path}: models.${role}.baseURL must be an http(s) address or "rehearsal", found "${endpoint.baseURL}".`,
    );
  }
}
