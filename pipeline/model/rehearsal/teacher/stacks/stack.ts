import type { SourceFiles } from "../source-files.ts";

/** What every stack builds a project from. */
export interface ProjectSource {
  /** The name in package.json. */
  packageName: string;
  title: string;
  /** Where the page's source stands under templates/. */
  pageTemplate: string;
  /** The module with the site's texts and lists. */
  dataModule: string;
  themeCss: string;
}

/** A way to put a project together: its packages, its configuration, and the shape of its source files. */
export interface Stack {
  id: string;
  /** For the teacher's own words: "React and Vite". */
  name: string;
  /** Paths of the files that flaws are about. */
  paths: { page: string; main: string; theme: string; section: string };
  build(source: ProjectSource): SourceFiles;
}
