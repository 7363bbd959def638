import { type ProbeAnswer, probe } from "./page-probe.ts";
import type { SiteReach } from "./site-reach.ts";

/** How long a port that answers without a page holds back, for another that may have one. */
const graceMs = 3_000;
const retryMs = 50;

/**
 * The port whose `GET /` is a page. A site may open several: an API, a helper that opens and closes, the page. Where none
 * answers with HTML, the first that answered at all is taken after a time of grace, for its error is what a visitor sees.
 * Resolves to null when `signal` aborts.
 */
export async function findPagePort(site: SiteReach, signal: AbortSignal): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const finished = new AbortController();
  const stop = AbortSignal.any([signal, finished.signal]);
  const probing = new Set<number>();
  let graceTimer: NodeJS.Timeout | undefined;

  const onAnswer = (port: number, answer: ProbeAnswer): void => {
    if (answer.isHtml && answer.status !== 404) resolve(port);
    else graceTimer ??= setTimeout(() => resolve(port), graceMs);
  };
  const probePort = async (port: number): Promise<void> => {
    probing.add(port);
    try {
      while (!stop.aborted && site.ports.includes(port)) {
        const answer = await probe(site, {
          port,
          path: "/",
          accept: "text/html,*/*;q=0.8",
          signal: stop,
        }).catch(() => null);
        if (answer) return onAnswer(port, answer);
        await pause(retryMs, stop);
      }
    } finally {
      // a port that closed may open again; one that answered has been heard
      if (!site.ports.includes(port)) probing.delete(port);
    }
  };
  const onPorts = (): void => {
    for (const port of site.ports) if (!probing.has(port)) void probePort(port);
  };
  const onAbort = (): void => resolve(null);

  using _ports = site.onPorts(onPorts);
  signal.addEventListener("abort", onAbort);
  onPorts();
  if (signal.aborted) onAbort();
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(graceTimer);
    finished.abort();
  }
}

/** Between two attempts on a port that is open and does not speak HTTP yet. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
