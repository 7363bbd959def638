import { useEffect, useState } from "preact/hooks";

/** Whether a media query holds, and again whenever that changes. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = () => setHolds(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return holds;
}

/** Narrow screens: one column, for reading. As in the style sheets. */
export const narrow = "(max-width: 720px)";
