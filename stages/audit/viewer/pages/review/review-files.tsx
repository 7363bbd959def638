import { useRef, useState } from "preact/hooks";
import { type ImportResult, liveAddresses } from "../../../views/addresses.ts";
import { request } from "../../data/request.ts";
import { Dialog } from "../../kit/dialog.tsx";

/** All reviews of the run as a file, and reviews of a file into the run. */
export function ReviewFiles({ run }: { run: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Files…
      </button>
      <Dialog title="Reviews as files" open={open} onClose={() => setOpen(false)}>
        <p class="review-downloads">
          <a class="button" href={liveAddresses.reviewFile(run, "csv")} download={`${run}-reviews.csv`}>
            Download CSV
          </a>
          <a class="button" href={liveAddresses.reviewFile(run, "jsonl")} download={`${run}-reviews.jsonl`}>
            Download JSON lines
          </a>
        </p>
        <ImportForm run={run} />
      </Dialog>
    </>
  );
}

function ImportForm({ run }: { run: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<{ result: ImportResult } | { problem: string } | null>(null);
  const take = async (file: File) => {
    setOutcome(null);
    try {
      const form = file.name.toLowerCase().endsWith(".csv") ? "csv" : "jsonl";
      const response = await request(liveAddresses.reviewFile(run, form), {
        method: "POST",
        headers: { "content-type": form === "csv" ? "text/csv" : "application/x-ndjson" },
        body: await file.text(),
      });
      // the server answers in the shape that it shares with the viewer
      setOutcome({ result: (await response.json()) as ImportResult });
    } catch (error) {
      setOutcome({ problem: error instanceof Error ? error.message : String(error) });
    }
    if (field.current) field.current.value = "";
  };
  return (
    <div class="import">
      <label>
        Import a CSV or JSON-lines file{" "}
        <input
          ref={field}
          type="file"
          accept=".csv,.jsonl,.ndjson"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file) void take(file);
          }}
        />
      </label>
      <div role="status">{outcome !== null && <ImportOutcome outcome={outcome} />}</div>
    </div>
  );
}

function ImportOutcome({ outcome }: { outcome: { result: ImportResult } | { problem: string } }) {
  if ("problem" in outcome) return <p class="import-problem">Nothing was imported. {outcome.problem}</p>;
  const { added, known, problems } = outcome.result;
  if (problems.length === 0) {
    return (
      <p>
        {added} added, {known} were there already.
      </p>
    );
  }
  return (
    <div class="import-problem">
      <p>Nothing was imported: {problems.length} lines are no reviews.</p>
      <ul>
        {problems.slice(0, 20).map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}
