import { useEffect } from "preact/hooks";
import { peekData, useEntry } from "./data-cache.ts";
import type { Loaded } from "./loaded.ts";

/**
 * What stands at an address of `views/addresses.ts`, live or in an export, and again whenever it changes.
 * null asks for nothing and stays `loading`. `Value` is the shape that the address is documented to have.
 */
export function useData<Value>(address: string | null): Loaded<Value> {
  useEffect(() => (address === null ? undefined : useEntry(address)), [address]);
  if (address === null) return { state: "loading" };
  // the server and the export are written against the same shapes as the viewer
  return peekData(address).value as Loaded<Value>;
}
