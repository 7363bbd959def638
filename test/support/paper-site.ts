import type {
  ActionResult,
  MarkedElement,
  PageAction,
  PageObservation,
  SitePage,
} from "../../pipeline/browser/site-page.ts";
import { PaintedPage } from "./painted-page.ts";

/** A control of a paper site: what it is called now, and what acting on it does. */
export interface PaperControl {
  tag: string;
  text: string;
  /** Acting on it: the text typed, or "" for a click. Returns false when nothing happens. */
  use?(text: string): void;
}

/** A site without a browser: a list of controls, and a picture painted from what is written on the page. */
export interface PaperSite {
  url(): string;
  controls(): PaperControl[];
  /** Words on the page that belong to no control; each paints a line of its own. */
  words(): string[];
}

const result: ActionResult = { ok: true, note: "done" };

/** Opens a paper site. The pointer's stay over a control is painted, as a browser would. */
export function openPaperSite(site: PaperSite): SitePage & { acted: PageAction[] } {
  const acted: PageAction[] = [];
  let hovered: string | null = null;
  let listed: PaperControl[] = [];
  const unplanned = (): never => {
    throw new Error("this call was not planned");
  };
  return {
    acted,
    settle: unplanned,
    isSettled: true,
    screenshot: unplanned,
    problems: unplanned,
    async observe(): Promise<PageObservation> {
      listed = site.controls();
      const elements: MarkedElement[] = listed.map(({ tag, text }, index) => ({ index, tag, text }));
      const image = paint(site, hovered);
      return { url: site.url(), title: "Paper", elements, truncated: false, image };
    },
    async act(action) {
      acted.push(action);
      if (action.kind === "scroll") return { ok: false, reason: "It cannot be scrolled further down." };
      if (action.kind !== "click" && action.kind !== "type") return result;
      const control = listed[action.index];
      if (control === undefined) return { ok: false, reason: `There is no element [${action.index}].` };
      if (action.kind === "click") hovered = control.text;
      control.use?.(action.kind === "type" ? action.text : "");
      return result;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function paint(site: PaperSite, hovered: string | null): Buffer {
  const page = new PaintedPage([255, 255, 255], 640, 512);
  for (const [index, { text }] of site.controls().entries())
    page.box([10, 10 + 60 * index, 120, 24], text === hovered ? [90, 90, 90] : [200, 200, 200]);
  for (const [index, words] of site.words().entries())
    page.text([300, 10 + 40 * index, 8 * words.length, 24], [0, 0, 0]);
  return page.png();
}
