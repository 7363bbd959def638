import type { FileView, StepView } from "../../../../views/trajectory-view.ts";
import { FileTreeView } from "../../../code/file-tree-view.tsx";
import { type FileMode, FileVersions, isFileMode } from "../../../code/file-versions.tsx";
import { formatBytes } from "../../../kit/formats.ts";
import { Segmented } from "../../../kit/segmented.tsx";
import { Empty } from "../../../kit/states.tsx";
import { setQuery } from "../../../route/navigation.ts";
import { changeTones, changeWords } from "../change-words.ts";
import type { ShownStep } from "../shown-step.ts";
import "../../../code/file-panes.css";

/** The site's files after the step, and what the step changed in them. */
export function FilesTab({ shown, step }: { shown: ShownStep; step: StepView }) {
  const { run, view, query } = shown;
  const selected = step.files.find(({ path }) => path === query.file) ?? firstToShow(step.files);
  if (selected === undefined) return <Empty title="The site has no files." />;
  const isSame = selected.change === "same";
  const mode: FileMode = isFileMode(query.view) && !isSame ? query.view : defaultMode(selected);
  const side = (ref: string | null) => (ref === null ? null : { run, id: view.row.id, ref });
  return (
    <div class="files">
      <div class="files-tree">
        <p class="soft files-sum">{sumOf(step.files)}</p>
        <FileTreeView
          files={step.files}
          selected={selected.path}
          onSelect={(path) => setQuery({ file: path })}
        />
      </div>
      <section class="files-content" aria-label={selected.path}>
        <header class="tab-tools">
          <h3 class="mono">{selected.path}</h3>
          <span class="soft">{formatBytes(selected.bytes)}</span>
          <span class={`tag ${changeTones[selected.change]}`}>{changeWords[selected.change]}</span>
          {!isSame && (
            <Segmented
              label="Show"
              options={fileModes}
              selected={mode}
              onSelect={(name) => setQuery({ view: name === defaultMode(selected) ? null : name })}
            />
          )}
        </header>
        <FileVersions
          key={selected.path}
          path={selected.path}
          before={side(selected.parentRef)}
          after={selected.change === "deleted" ? null : side(selected.ref)}
          mode={mode}
        />
      </section>
    </div>
  );
}

const fileModes = [
  { name: "content", label: "Content" },
  { name: "inline", label: "Inline" },
  { name: "side", label: "Side by side" },
] as const;

/** What changed is worth a look before what did not, and pages before settings. */
function firstToShow(files: readonly FileView[]): FileView | undefined {
  const isPage = ({ path }: FileView) => /(^|\/)(App|index|main)\.[a-z]+$/.test(path);
  const changed = files.filter(({ change }) => change === "changed");
  const touched = files.filter(({ change }) => change !== "same");
  return changed.find(isPage) ?? changed[0] ?? touched.find(isPage) ?? touched[0] ?? files[0];
}

function defaultMode({ change }: FileView): FileMode {
  return change === "changed" || change === "deleted" ? "inline" : "content";
}

function sumOf(files: readonly FileView[]): string {
  const count = (change: FileView["change"]) => files.filter((file) => file.change === change).length;
  const present = files.length - count("deleted");
  const parts = (["added", "changed", "deleted"] as const).flatMap((change) =>
    count(change) === 0 ? [] : [`${count(change)} ${change}`],
  );
  return [`${present} ${present === 1 ? "file" : "files"}`, ...parts].join(" · ");
}
