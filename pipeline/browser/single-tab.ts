/**
 * Runs in the page before its own scripts: what would open in a new tab opens in this one, as for a visitor who has a
 * single window. A tab that comes about in another way is closed by its page's owner.
 */
export function installSingleTab(): void {
  const sameTab = ["", "_self", "_top", "_parent"];
  const redirect = (event: Event): void => {
    for (const node of event.composedPath()) {
      const leads =
        node instanceof HTMLAnchorElement ||
        node instanceof HTMLAreaElement ||
        node instanceof HTMLFormElement;
      if (leads && !sameTab.includes(node.target)) node.target = "_self";
    }
  };
  window.addEventListener("click", redirect, true);
  window.addEventListener("submit", redirect, true);
  window.open = (url) => {
    if (url === undefined || String(url) === "") return null;
    location.assign(url);
    return window;
  };
}
