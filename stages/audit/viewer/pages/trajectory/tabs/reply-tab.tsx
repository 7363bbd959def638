import { addresses, type TextBlob } from "../../../../views/addresses.ts";
import type { ReplyPart, StepView } from "../../../../views/trajectory-view.ts";
import { CodeView } from "../../../code/code-view.tsx";
import { useData } from "../../../data/use-data.ts";
import { formatBytes } from "../../../kit/formats.ts";
import { Segmented } from "../../../kit/segmented.tsx";
import { Load } from "../../../kit/states.tsx";
import { setQuery } from "../../../route/navigation.ts";
import { Kept, Later } from "../call-exchange.tsx";
import { changeTones, changeWords } from "../change-words.ts";
import { LongText } from "../long-text.tsx";
import type { ShownStep } from "../shown-step.ts";

/** What the teacher answered: its prose and file actions in order, or as it stands. */
export function ReplyTab({ shown, step }: { shown: ShownStep; step: StepView }) {
  const mode = shown.query.reply === "raw" ? "raw" : "read";
  return (
    <div class="reply">
      <div class="tab-tools">
        <Segmented
          label="Reply"
          options={[
            { name: "read", label: "Rendered" },
            { name: "raw", label: "Raw" },
          ]}
          selected={mode}
          onSelect={(name) => setQuery({ reply: name === "raw" ? "raw" : null })}
        />
        {step.cut.includes("reply") && <span class="tag warn">cut: it was longer</span>}
      </div>
      {shown.node.parent === null && shown.view.systemPrompt !== null && (
        <SystemPrompt shown={shown} reference={shown.view.systemPrompt} />
      )}
      {step.reasoning !== null && (
        <Later summary="Reasoning">{() => <LongText text={step.reasoning ?? ""} label="Reasoning" />}</Later>
      )}
      {mode === "raw" ? (
        <LongText text={step.reply} label="Raw reply" as="code" cut={step.cut.includes("reply")} />
      ) : (
        <ol class="reply-parts">
          {step.replyParts.map((part, order) => (
            <li key={order}>
              <Part part={part} shown={shown} step={step} />
            </li>
          ))}
          {step.replyParts.length === 0 && <li class="soft">The reply is empty.</li>}
        </ol>
      )}
    </div>
  );
}

/** What every conversation of the trajectory begins with. */
function SystemPrompt({ shown, reference }: { shown: ShownStep; reference: string }) {
  const place = { run: shown.run, id: shown.view.row.id };
  return (
    <Later summary="System prompt">
      {() => <Kept place={place} label="System prompt" reference={reference} />}
    </Later>
  );
}

function Part({ part, shown, step }: { part: ReplyPart; shown: ShownStep; step: StepView }) {
  switch (part.kind) {
    case "prose":
      return <LongText text={part.text.trim()} label="Prose of the reply" />;
    case "file":
      return <FilePart part={part} shown={shown} step={step} />;
    case "action":
      return (
        <div class="reply-action">
          <span class="tag">{part.type === "" ? "action without a type" : part.type}</span>{" "}
          {part.text.trim() !== "" && <code>{part.text.trim()}</code>}
        </div>
      );
  }
}

interface FilePartProps {
  part: Extract<ReplyPart, { kind: "file" }>;
  shown: ShownStep;
  step: StepView;
}

/** A file that the reply writes; its content a click away, its differences another. */
function FilePart({ part: { path, bytes }, shown, step }: FilePartProps) {
  const file = step.files.find((kept) => kept.path === path && kept.change !== "deleted");
  const refusal = step.refusals.find((refused) => refused.path === path);
  const head = (
    <>
      <code>{path}</code>
      <span class="soft">{formatBytes(bytes)}</span>
      {refusal !== undefined && <span class="tag bad">refused: {refusal.reason}</span>}
      {file !== undefined && (
        <span class={`tag ${changeTones[file.change]}`}>{changeWords[file.change]}</span>
      )}
    </>
  );
  if (file === undefined) return <div class="reply-file reply-file-head">{head}</div>;
  return (
    <div class="reply-file">
      <Later summary={<span class="reply-file-head">{head}</span>}>
        {() => <FileContent shown={shown} path={path} reference={file.ref} />}
      </Later>
      <button type="button" class="text-button" onClick={() => setQuery({ tab: "files", file: path })}>
        in Files
      </button>
    </div>
  );
}

function FileContent({ shown, path, reference }: { shown: ShownStep; path: string; reference: string }) {
  const address = addresses.text(shown.run, shown.view.row.id, reference);
  return (
    <Load what={path} address={address} loaded={useData<TextBlob>(address)}>
      {({ text, bytes }) =>
        text === null ? (
          <p class="soft">Binary, {formatBytes(bytes)}.</p>
        ) : (
          <CodeView text={text} path={path} />
        )
      }
    </Load>
  );
}
