/** The text of a package.json; equal maps give equal texts, so that installs can be cached. */
export function packageJson(project: {
  name: string;
  scripts: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies: Record<string, string>;
}): string {
  const { name, ...rest } = project;
  return `${JSON.stringify({ name, private: true, version: "0.1.0", type: "module", ...rest }, null, 2)}\n`;
}
