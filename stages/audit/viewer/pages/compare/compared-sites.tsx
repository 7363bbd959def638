import { useMemo } from "preact/hooks";
import { FileTreeView } from "../../code/file-tree-view.tsx";
import { FileVersions } from "../../code/file-versions.tsx";
import { Segmented } from "../../kit/segmented.tsx";
import { Loading } from "../../kit/states.tsx";
import { narrow, useMedia } from "../../kit/use-media.ts";
import { setQuery } from "../../route/navigation.ts";
import type { RouteQuery } from "../../route/route.ts";
import { type ComparedFile, compareFiles } from "./compare-files.ts";
import type { ShownSide } from "./compare-nodes.tsx";
import "../../code/file-panes.css";

interface ComparedSitesProps {
  a: ShownSide;
  b: ShownSide;
  query: RouteQuery;
}

/** The files of both sites, and what differs in them. */
export function ComparedSites({ a, b, query }: ComparedSitesProps) {
  const files = useMemo(
    () => (a.step === null || b.step === null ? null : compareFiles(a.step.files, b.step.files)),
    [a.step, b.step],
  );
  if (files === null) return <Loading what="the files" />;
  const selected =
    files.find(({ path }) => path === query.file) ??
    files.find(({ change }) => change !== "same") ??
    files[0];
  return (
    <section class="panel" aria-label="Files">
      <h2>
        Files <span class="count">{sumOf(files)}</span>
      </h2>
      {selected === undefined ? (
        <p class="soft">Neither site has files.</p>
      ) : (
        <div class="files">
          <div class="files-tree">
            <FileTreeView
              files={files}
              selected={selected.path}
              onSelect={(path) => setQuery({ file: path })}
            />
          </div>
          <ComparedContent a={a} b={b} file={selected} query={query} />
        </div>
      )}
    </section>
  );
}

const fileModes = [
  { name: "side", label: "Side by side" },
  { name: "inline", label: "Inline" },
] as const;

const changeWords = { added: "only in B", deleted: "only in A", changed: "differs", same: "equal" };

function ComparedContent({ a, b, file, query }: ComparedSitesProps & { file: ComparedFile }) {
  const usual = useMedia(narrow) ? "inline" : "side";
  const mode = query.view === "inline" || query.view === "side" ? query.view : usual;
  const refOf = ({ side: { run, id } }: ShownSide, ref: string | null) =>
    ref === null ? null : { run, id, ref };
  return (
    <section class="files-content" aria-label={file.path}>
      <header class="tab-tools">
        <h3 class="mono">{file.path}</h3>
        <span class="tag">{changeWords[file.change]}</span>
        {file.change !== "same" && (
          <Segmented
            label="Show"
            options={fileModes}
            selected={mode}
            onSelect={(name) => setQuery({ view: name === usual ? null : name })}
          />
        )}
      </header>
      <FileVersions
        key={file.path}
        path={file.path}
        before={refOf(a, file.a)}
        after={refOf(b, file.b)}
        mode={file.change === "same" ? "content" : mode}
      />
    </section>
  );
}

function sumOf(files: readonly ComparedFile[]): string {
  const count = (change: ComparedFile["change"]) => files.filter((file) => file.change === change).length;
  return `${count("changed")} differ · ${count("added")} only in B · ${count("deleted")} only in A · ${count("same")} equal`;
}
