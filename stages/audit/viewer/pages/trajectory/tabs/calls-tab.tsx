import { useState } from "preact/hooks";
import type { CallView } from "../../../../views/trajectory-view.ts";
import { ScrollRegion } from "../../../code/scroll-region.tsx";
import { formatCount, formatDuration, formatUsd } from "../../../kit/formats.ts";
import { Segmented } from "../../../kit/segmented.tsx";
import { Empty } from "../../../kit/states.tsx";
import { setQuery } from "../../../route/navigation.ts";
import { type BlobPlace, CallExchange } from "../call-exchange.tsx";
import { callsOfStep, sumCalls } from "../calls-of-step.ts";
import type { ShownStep } from "../shown-step.ts";

/** What the models were asked, and what it took. */
export function CallsTab({ shown: { run, view, node, query } }: { shown: ShownStep }) {
  const scope = query.calls === "all" ? "all" : "step";
  const calls = scope === "all" ? view.calls : callsOfStep(view.calls, node.step);
  return (
    <div class="calls">
      <div class="tab-tools">
        <Segmented
          label="Calls"
          options={[
            { name: "step", label: "This step" },
            { name: "all", label: "Whole trajectory" },
          ]}
          selected={scope}
          onSelect={(name) => setQuery({ calls: name === "all" ? "all" : null })}
        />
      </div>
      {calls.length === 0 ? (
        <Empty title="No call is recorded here." />
      ) : (
        <CallsTable calls={calls} place={{ run, id: view.row.id }} />
      )}
    </div>
  );
}

function CallsTable({ calls, place }: { calls: readonly CallView[]; place: BlobPlace }) {
  const [opened, setOpened] = useState<string | null>(null);
  const sums = sumCalls(calls);
  return (
    <ScrollRegion label="Calls">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Purpose</th>
            <th scope="col">Model</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">
              Prompt
            </th>
            <th scope="col" class="number">
              Cached
            </th>
            <th scope="col" class="number">
              Answer
            </th>
            <th scope="col" class="number">
              Cost
            </th>
            <th scope="col" class="number">
              Latency
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRows
              key={call.callId}
              call={call}
              place={place}
              isOpen={opened === call.callId}
              onToggle={() => setOpened(opened === call.callId ? null : call.callId)}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {formatCount(sums.calls)} {sums.calls === 1 ? "call" : "calls"}
            </th>
            <td class="number">{formatCount(sums.promptTokens)}</td>
            <td class="number">{formatCount(sums.cachedTokens)}</td>
            <td class="number">{formatCount(sums.completionTokens)}</td>
            <td class="number">{formatUsd(sums.costUsd)}</td>
            <td class="number">{formatDuration(sums.latencyMs)}</td>
          </tr>
        </tfoot>
      </table>
    </ScrollRegion>
  );
}

interface CallRowsProps {
  call: CallView;
  place: BlobPlace;
  isOpen: boolean;
  onToggle(): void;
}

function CallRows({ call, place, isOpen, onToggle }: CallRowsProps) {
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" class="text-button mono" aria-expanded={isOpen} onClick={onToggle}>
            {call.purpose}
          </button>
        </th>
        <td>
          {call.model} <span class="soft">{call.role}</span>
        </td>
        <td>
          <span class={`tag ${call.outcome === "answered" ? "" : "bad"}`}>{call.outcome}</span>
          {call.replayed !== null && <span class="tag">replayed</span>}
        </td>
        <td class="number">{formatCount(call.promptTokens)}</td>
        <td class="number">{call.cachedTokens === null ? "–" : formatCount(call.cachedTokens)}</td>
        <td class="number">{formatCount(call.completionTokens)}</td>
        <td class="number">{formatUsd(call.costUsd)}</td>
        <td class="number">{formatDuration(call.latencyMs)}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={8}>
            <CallExchange place={place} call={call} />
          </td>
        </tr>
      )}
    </>
  );
}
