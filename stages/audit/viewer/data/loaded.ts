/** Data that was asked for. `ready` stays while newer data is on its way: nothing shown disappears meanwhile. */
export type Loaded<Value> =
  | { state: "loading" }
  | { state: "failed"; problem: string }
  | { state: "ready"; value: Value };

/** The value, where there is one. */
export function readyValue<Value>(loaded: Loaded<Value>): Value | null {
  return loaded.state === "ready" ? loaded.value : null;
}
