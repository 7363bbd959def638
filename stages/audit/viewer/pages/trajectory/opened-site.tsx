import { useEffect, useRef, useState } from "preact/hooks";
import { liveAddresses, type OpenedSite as SiteAnswer, type SiteRequest } from "../../../views/addresses.ts";
import { request } from "../../data/request.ts";
import { LongText } from "./long-text.tsx";
import "./opened-site.css";

interface OpenedSiteProps {
  run: string;
  site: SiteRequest;
  onClose(): void;
}

/** Pixels of the page, as the browser that took the screenshot had them. */
const pageWidth = 1024;
const pageHeight = 768;

/** A step's site, built and served again, as large as its screenshot. It is closed when it is left. */
export function OpenedSite({ run, site: { trajectoryId, step }, onClose }: OpenedSiteProps) {
  const [answer, setAnswer] = useState<SiteAnswer | null>(null);
  useEffect(() => {
    const leave = new AbortController();
    setAnswer(null);
    openSite(run, { trajectoryId, step }, leave.signal).then(
      (opened) => {
        if (!leave.signal.aborted) setAnswer(opened);
      },
      (error: unknown) => {
        if (!leave.signal.aborted) setAnswer({ ok: false, reason: messageOf(error) });
      },
    );
    return () => {
      leave.abort();
      closeSite(run, { trajectoryId, step });
    };
  }, [run, trajectoryId, step]);
  return (
    <section class="site" aria-label={`Site of step ${step}`}>
      <header class="site-head">
        <h3>The site itself</h3>
        {answer?.ok && (
          <a class="button quiet" href={answer.url} target="_blank" rel="noopener noreferrer">
            Open in a tab
          </a>
        )}
        <button type="button" class="button quiet" onClick={onClose}>
          Close
        </button>
      </header>
      {answer === null && (
        <p class="site-state" role="status">
          <span class="spinner" aria-hidden="true" /> Installing and starting the site of step {step} in the
          sandbox…
        </p>
      )}
      {answer?.ok && <SiteFrame url={answer.url} step={step} />}
      {answer?.ok === false && (
        <div class="site-failed" role="alert">
          <p>
            <b>The site does not run.</b>
          </p>
          <LongText text={answer.reason} label="Why the site does not run" as="code" />
        </div>
      )}
    </section>
  );
}

/** The page at its full size, drawn smaller: a narrower page would be another page. */
function SiteFrame({ url, step }: { url: string; step: number }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const scale = width / pageWidth;
  return (
    <div class="site-box" ref={box} style={{ height: `${pageHeight * scale}px` }}>
      <iframe
        title={`Site of step ${step}`}
        sandbox="allow-scripts allow-forms allow-same-origin allow-modals"
        referrerpolicy="no-referrer"
        src={url}
        width={pageWidth}
        height={pageHeight}
        style={{ transform: `scale(${scale})` }}
      />
    </div>
  );
}

async function openSite(run: string, site: SiteRequest, signal: AbortSignal): Promise<SiteAnswer> {
  const response = await request(liveAddresses.site(run), { ...jsonOf("POST", site), signal });
  // the server answers with this shape
  return (await response.json()) as SiteAnswer;
}

/** Nobody waits for it: a site that is not closed ends with the server. */
function closeSite(run: string, site: SiteRequest): void {
  request(liveAddresses.site(run), { ...jsonOf("DELETE", site), keepalive: true }).catch((error: unknown) =>
    console.warn(messageOf(error)),
  );
}

function jsonOf(method: string, body: SiteRequest): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
