import { addresses, type TextBlob } from "../../views/addresses.ts";
import { readyValue } from "../data/loaded.ts";
import { useData } from "../data/use-data.ts";
import { formatBytes } from "../kit/formats.ts";
import { Picture } from "../kit/picture.tsx";
import { Empty, Failed, Loading } from "../kit/states.tsx";
import { CodeView } from "./code-view.tsx";
import { DiffView } from "./diff-view.tsx";

/** A file's content, or what differs, one below the other or side by side. */
export type FileMode = "content" | "inline" | "side";

export function isFileMode(mode: string | undefined): mode is FileMode {
  return mode === "content" || mode === "inline" || mode === "side";
}

/** Where a file's content is kept. */
export interface FileSide {
  run: string;
  id: string;
  ref: string;
}

interface FileVersionsProps {
  path: string;
  /** null: there is no such file on that side. */
  before: FileSide | null;
  after: FileSide | null;
  mode: FileMode;
}

/** One file, or two versions of it. The same path may be binary on one side. */
export function FileVersions({ path, before, after, mode }: FileVersionsProps) {
  const [beforeAddress, afterAddress] = [addressOf(before), addressOf(after)];
  const beforeLoaded = useData<TextBlob>(beforeAddress);
  const afterLoaded = useData<TextBlob>(afterAddress);
  for (const [address, loaded] of [
    [beforeAddress, beforeLoaded],
    [afterAddress, afterLoaded],
  ] as const) {
    if (address === null) continue;
    if (loaded.state === "loading") return <Loading what={path} />;
    if (loaded.state === "failed")
      return <Failed title={`Could not load ${path}.`} problem={loaded.problem} address={address} />;
  }
  const texts = { before: readyValue(beforeLoaded), after: readyValue(afterLoaded) };
  const shown = after ?? before;
  const blob = texts.after ?? texts.before;
  if (shown === null || blob === null) return <Empty title="There is no such file." />;
  if (texts.before?.text === null || texts.after?.text === null)
    return <Binary path={path} side={shown} bytes={blob.bytes} />;
  return (
    <>
      {(texts.before?.cut || texts.after?.cut) && (
        <p class="code-note">
          <span class="tag warn">cut</span> The file is longer: the run folder holds all of it.
        </p>
      )}
      {mode === "content" ? (
        <CodeView text={blob.text ?? ""} path={path} />
      ) : (
        <DiffView before={texts.before?.text ?? ""} after={texts.after?.text ?? ""} path={path} mode={mode} />
      )}
    </>
  );
}

function Binary({ path, side, bytes }: { path: string; side: FileSide; bytes: number }) {
  return (
    <>
      <p class="code-note">Binary, {formatBytes(bytes)}: it is not shown as text.</p>
      {/\.png$/i.test(path) && (
        <Picture class="file-picture" src={addresses.picture(side.run, side.id, side.ref)} alt={path} />
      )}
    </>
  );
}

function addressOf(side: FileSide | null): string | null {
  return side === null ? null : addresses.text(side.run, side.id, side.ref);
}
