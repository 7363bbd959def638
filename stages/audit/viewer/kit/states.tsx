import type { ComponentChildren } from "preact";
import { retryFailed } from "../data/data-cache.ts";
import type { Loaded } from "../data/loaded.ts";

/** What is on its way. It says so only after a moment, so that fast answers do not flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p class="state loading" role="status">
      Loading {what}…
    </p>
  );
}

/** There is nothing to show, and that is no mistake. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state empty">
      <p class="state-title">{title}</p>
      {children !== undefined && <div class="state-more">{children}</div>}
    </div>
  );
}

interface FailedProps {
  title: string;
  problem: string;
  /** Where it was asked for, to be asked again; absent: asking again cannot help. */
  address?: string;
}

/** Something could not be had: what, why, and what to do. */
export function Failed({ title, problem, address }: FailedProps) {
  return (
    <div class="state failed" role="alert">
      <p class="state-title">{title}</p>
      <p class="state-more">{problem}</p>
      {address !== undefined && (
        <button type="button" class="button" onClick={retryFailed}>
          Try again
        </button>
      )}
    </div>
  );
}

interface LoadProps<Value> {
  /** What it is, in the middle of a sentence: "the run". */
  what: string;
  address: string;
  loaded: Loaded<Value>;
  children(value: Value): ComponentChildren;
}

/** Draws data once it is there, and until then what became of it. */
export function Load<Value>({ what, address, loaded, children }: LoadProps<Value>) {
  switch (loaded.state) {
    case "loading":
      return <Loading what={what} />;
    case "failed":
      return <Failed title={`Could not load ${what}.`} problem={loaded.problem} address={address} />;
    case "ready":
      return <>{children(loaded.value)}</>;
  }
}
