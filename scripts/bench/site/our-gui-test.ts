import type {
  MarkedElement,
  PageAction,
  PageObservation,
  SitePage,
} from "../../../pipeline/browser/site-page.ts";
import type { GuiScriptAction } from "./published-cycle.ts";

/** Does a scripted GUI test as our GUI agent does: observe, act, in turns. Returns what was seen last. */
export async function ourGuiTest(
  page: SitePage,
  actions: readonly GuiScriptAction[],
): Promise<PageObservation> {
  let observation = await page.observe();
  for (const action of actions) {
    const wanted = toPageAction(action, observation.elements);
    if (wanted === null) return observation;
    const done = await page.act(wanted);
    if (!done.ok) throw new Error(`the scripted GUI test could not go on: ${done.reason}`);
    observation = await page.observe();
  }
  return observation;
}

/** The action on the marked element that the selector means; null for the answer, which does nothing. */
export function toPageAction(action: GuiScriptAction, elements: readonly MarkedElement[]): PageAction | null {
  const indexOf = (isMeant: (element: MarkedElement) => boolean): number => {
    const found = elements.find(isMeant);
    if (!found) throw new Error(`no element for ${JSON.stringify(action)}`);
    return found.index;
  };
  switch (action.kind) {
    case "type":
      return { kind: "type", index: indexOf(({ tag }) => tag.startsWith("input")), text: action.text };
    case "click": {
      const label = action.selector === "#count" ? /^Bought/ : /^Details/;
      return { kind: "click", index: indexOf(({ text }) => label.test(text)) };
    }
    case "scroll":
      return { kind: "scroll", target: "WINDOW", direction: "down" };
    case "answer":
      return null;
  }
}
