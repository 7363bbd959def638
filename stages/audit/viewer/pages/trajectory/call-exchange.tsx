import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { addresses, type TextBlob } from "../../../views/addresses.ts";
import type { CallView } from "../../../views/trajectory-view.ts";
import { useData } from "../../data/use-data.ts";
import { formatBytes, formatCompact, formatDuration, formatUsd } from "../../kit/formats.ts";
import { Picture } from "../../kit/picture.tsx";
import { Load } from "../../kit/states.tsx";
import { LongText } from "./long-text.tsx";
import { type ExchangeView, prettyJson, readExchange } from "./read-exchange.ts";
import "./call-exchange.css";

/** Whose texts are asked for. */
export interface BlobPlace {
  run: string;
  id: string;
}

/** One call in full: the answer open, the request a click away. */
export function CallExchange({ place, call }: { place: BlobPlace; call: CallView }) {
  return (
    <article class="exchange" aria-label={call.purpose}>
      <header class="exchange-head">
        <code>{call.purpose}</code>
        <span class="soft">{call.model}</span>
        {call.outcome !== "answered" && <span class="tag bad">{call.outcome}</span>}
        {call.replayed !== null && <span class="tag">replayed</span>}
        <span class="soft exchange-cost">
          {formatCompact(call.promptTokens)} → {formatCompact(call.completionTokens)} tokens ·{" "}
          {formatUsd(call.costUsd)} · {formatDuration(call.latencyMs)}
        </span>
      </header>
      {call.error !== null && <p class="exchange-error">{call.error}</p>}
      {call.exchange === null ? (
        <p class="soft">Nothing of it was kept.</p>
      ) : (
        <KeptExchange place={place} exchange={call.exchange} />
      )}
    </article>
  );
}

/** An exchange by its reference. */
export function KeptExchange({ place, exchange }: { place: BlobPlace; exchange: string }) {
  const address = addresses.text(place.run, place.id, exchange);
  return (
    <Load what="the exchange" address={address} loaded={useData<TextBlob>(address)}>
      {(blob) => {
        const read = blob.text === null ? null : readExchange(blob.text);
        if (read === null) return <BlobText blob={blob} label="What came" />;
        return <Exchange place={place} exchange={read} />;
      }}
    </Load>
  );
}

function Exchange({ place, exchange }: { place: BlobPlace; exchange: ExchangeView }) {
  const { messages, answer, reasoning, parameters, response } = exchange;
  return (
    <>
      {answer !== null && <Kept place={place} label="Answer" reference={answer} />}
      {reasoning !== null && (
        <Later summary="Reasoning">
          {() => <Kept place={place} label="Reasoning" reference={reasoning} />}
        </Later>
      )}
      <Later summary={`Request: ${messages.length} ${messages.length === 1 ? "message" : "messages"}`}>
        {() => (
          <ol class="messages">
            {messages.map(({ role, parts }, order) => (
              <li key={order} class={`message message-${role}`}>
                <h4>{role}</h4>
                {parts.map(({ kind, ref }, at) =>
                  kind === "png" ? (
                    <Picture
                      key={at}
                      class="message-picture"
                      src={addresses.picture(place.run, place.id, ref)}
                      alt={`Picture shown with message ${order + 1}`}
                    />
                  ) : (
                    <Kept key={at} place={place} label={`${role} message`} reference={ref} />
                  ),
                )}
              </li>
            ))}
          </ol>
        )}
      </Later>
      <Later summary="Parameters and response">
        {() => (
          <>
            <LongText text={parameters} label="Parameters" as="code" />
            <LongText text={response} label="Response" as="code" />
          </>
        )}
      </Later>
    </>
  );
}

interface KeptProps {
  place: BlobPlace;
  label: string;
  reference: string;
}

/** A text by its reference. */
export function Kept({ place, label, reference }: KeptProps) {
  const address = addresses.text(place.run, place.id, reference);
  return (
    <Load what="the text" address={address} loaded={useData<TextBlob>(address)}>
      {(blob) => <BlobText blob={blob} label={label} />}
    </Load>
  );
}

function BlobText({ blob: { text, bytes, cut }, label }: { blob: TextBlob; label: string }) {
  if (text === null) return <p class="soft">No text: {formatBytes(bytes)} of binary data.</p>;
  if (text === "") return <p class="soft">(empty)</p>;
  return <LongText text={prettyJson(text)} label={label} as="code" cut={cut} />;
}

interface LaterProps {
  summary: ComponentChildren;
  /** Drawn once it is opened, so that nothing is asked for before. */
  children(): ComponentChildren;
}

/** Something that is shown when asked for. */
export function Later({ summary, children }: LaterProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="later" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  );
}
