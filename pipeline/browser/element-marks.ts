import type { MarkedElement } from "./site-page.ts";

/** What `markElements` leaves in the page. */
export interface PageMarks {
  /** in the order of `listed` */
  elements: Element[];
  listed: MarkedElement[];
  truncated: boolean;
  /** takes the drawn numbers away */
  erase: () => void;
}

/**
 * Runs in the page: finds the elements a visitor could use in the viewport and draws a number on each, above everything
 * and outside the page's own tree. The function is sent to the page as text, so all it needs stands inside it.
 */
export function markElements(limit: number): PageMarks {
  const interactiveTags = ["A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY", "OPTION"];
  const interactiveRoles = [
    ...[
      "button",
      "link",
      "checkbox",
      "radio",
      "switch",
      "tab",
      "menuitem",
      "menuitemcheckbox",
      "menuitemradio",
    ],
    ...["option", "textbox", "searchbox", "combobox", "slider", "spinbutton", "treeitem", "gridcell"],
  ];
  const maxTextChars = 80;
  const smallestPx = 3;

  function isInteractive(element: Element): boolean {
    if (element instanceof HTMLInputElement && element.type === "hidden") return false;
    if (element.tagName === "A") return element.hasAttribute("href") || hasHandler(element);
    if (element.tagName === "OPTION") return false;
    if (interactiveTags.includes(element.tagName)) return true;
    if (interactiveRoles.includes(element.getAttribute("role") ?? "")) return true;
    if (hasHandler(element)) return true;
    if (element instanceof HTMLElement && element.isContentEditable)
      return !element.parentElement?.isContentEditable;
    return isOutermostPointer(element);
  }

  function hasHandler(element: Element): boolean {
    const tabIndex = element.getAttribute("tabindex");
    return (
      element.hasAttribute("onclick") ||
      (tabIndex !== null && Number(tabIndex) >= 0) ||
      isOutermostPointer(element)
    );
  }

  // the cursor's shape is inherited: the element that sets it is the one with a listener
  function isOutermostPointer(element: Element): boolean {
    if (getComputedStyle(element).cursor !== "pointer") return false;
    if (element.closest("a[href], button, select, summary") || isLabelOfVisible(element)) return false;
    const parent = element.parentElement;
    return parent === null || getComputedStyle(parent).cursor !== "pointer";
  }

  function isLabelOfVisible(element: Element): boolean {
    const control = element.closest("label")?.control;
    return control instanceof Element && control.getBoundingClientRect().width >= smallestPx;
  }

  /** Whether a click somewhere on the element's visible part would reach it. */
  function isReachable(element: Element, root: Document | ShadowRoot): boolean {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const view = element.ownerDocument.defaultView ?? window;
    const [x0, x1] = [Math.max(left, 0), Math.min(right, view.innerWidth)];
    const [y0, y1] = [Math.max(top, 0), Math.min(bottom, view.innerHeight)];
    if (x1 - x0 < smallestPx || y1 - y0 < smallestPx) return false;
    const across = [0.5, 0.15, 0.85].map((part) => x0 + (x1 - x0) * part);
    const down = [0.5, 0.2, 0.8].map((part) => y0 + (y1 - y0) * part);
    return across.some((x) =>
      down.some((y) => {
        const hit = root.elementFromPoint(x, y);
        if (hit === null) return false;
        const label = hit.closest("label");
        return hit === element || element.contains(hit) || (label !== null && label.control === element);
      }),
    );
  }

  function describe(element: Element, index: number): MarkedElement {
    const isInput = element instanceof HTMLInputElement;
    const tag = element.tagName.toLowerCase();
    const state = [
      isInput && element.checked ? "checked" : "",
      element.matches(":disabled, [aria-disabled=true]") ? "disabled" : "",
    ].filter(Boolean);
    const text = [cut(textOf(element).replace(/\s+/g, " ").trim()), ...state.map((word) => `(${word})`)];
    return {
      index,
      tag: isInput ? `${tag} type="${element.type}"` : tag,
      text: text.filter(Boolean).join(" "),
    };
  }

  function textOf(element: Element): string {
    const named = element.getAttribute("aria-label") || element.getAttribute("title") || "";
    if (element instanceof HTMLSelectElement) {
      const options = [...element.options].map((option) => option.text.trim());
      return `${element.selectedOptions[0]?.text ?? ""} (options: ${options.join(", ")})`;
    }
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      if (["button", "submit", "reset"].includes(element.type)) return element.value || named || element.type;
      const label = [...(element.labels ?? [])].map((each) => each.textContent).join(" ");
      const isBox = element.type === "checkbox" || element.type === "radio";
      if (isBox) return label || named || element.value;
      const value = element.type === "password" ? "•".repeat(element.value.length) : element.value;
      return value || element.placeholder || named || label || element.name;
    }
    // biome-ignore lint/performance/useDomNodeTextContent: only what a visitor sees counts, hidden parts do not
    const shown = element instanceof HTMLElement ? element.innerText : element.textContent;
    const image = element.querySelector("img[alt], [aria-label], svg title");
    return (
      shown?.trim() ||
      named ||
      image?.getAttribute("alt") ||
      image?.getAttribute("aria-label") ||
      image?.textContent ||
      ""
    );
  }

  function cut(text: string): string {
    return text.length > maxTextChars ? `${text.slice(0, maxTextChars - 1)}…` : text;
  }

  const found: { element: Element; offsetX: number; offsetY: number }[] = [];
  function search(root: Document | ShadowRoot, offsetX: number, offsetY: number): void {
    for (const element of root.querySelectorAll("*")) {
      if (element instanceof HTMLIFrameElement && element.contentDocument) {
        const { left, top } = element.getBoundingClientRect();
        search(
          element.contentDocument,
          offsetX + left + element.clientLeft,
          offsetY + top + element.clientTop,
        );
      }
      if (element.shadowRoot) search(element.shadowRoot, offsetX, offsetY);
      if (isInteractive(element) && isReachable(element, root)) found.push({ element, offsetX, offsetY });
    }
  }
  search(document, 0, 0);
  const kept = found.slice(0, limit);

  const host = document.createElement("div");
  // no change of the page to wait for
  Object.defineProperty(host, Symbol.for("drawn-by-a-look"), { value: true });
  // the top layer stands above dialogs, which cover any z-index
  host.popover = "manual";
  host.style.cssText =
    "all: initial; position: fixed; inset: 0; width: 100vw; height: 100vh; pointer-events: none; overflow: visible;";
  const overlay = host.attachShadow({ mode: "closed" });
  const colors = ["#c2185b", "#1565c0", "#2e7d32", "#6a1b9a", "#bf360c", "#00695c", "#4e342e", "#283593"];
  const labelHeight = 16;
  for (const [index, { element, offsetX, offsetY }] of kept.entries()) {
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + offsetX, top + offsetY];
    const color = colors[index % colors.length] ?? "#000000";
    const frame = document.createElement("div");
    frame.style.cssText = `position: fixed; box-sizing: border-box; border: 2px dashed ${color}; left: ${x}px; top: ${y}px; width: ${width}px; height: ${height}px;`;
    const label = document.createElement("div");
    const labelTop = Math.max(0, Math.min(y - labelHeight / 2, innerHeight - labelHeight));
    const labelLeft = Math.max(0, Math.min(x, innerWidth - 24));
    label.style.cssText = `position: fixed; left: ${labelLeft}px; top: ${labelTop}px; height: ${labelHeight}px; padding: 0 3px; background: ${color}; color: #ffffff; font: bold 12px/16px sans-serif;`;
    label.textContent = String(index);
    overlay.append(frame, label);
  }
  document.documentElement.append(host);
  host.showPopover();
  return {
    elements: kept.map(({ element }) => element),
    listed: kept.map(({ element }, index) => describe(element, index)),
    truncated: found.length > limit,
    erase: () => host.remove(),
  };
}
