import packageJson from "../../package.json" with { type: "json" };

/** The versions that a dataset's bytes depend on. Dependencies are pinned, so the pin is what is installed. */
export function toolVersions(): Record<string, string> {
  return {
    "webgen-curator": packageJson.version,
    "hyparquet-writer": packageJson.dependencies["hyparquet-writer"],
    "gpt-tokenizer": packageJson.dependencies["gpt-tokenizer"],
    zstd: process.versions.zstd ?? "unknown",
  };
}

/** `created_by` of every Parquet file. */
export const createdBy = `webgen-curator version ${packageJson.version} (hyparquet-writer ${packageJson.dependencies["hyparquet-writer"]})`;
