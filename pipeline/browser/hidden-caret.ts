/**
 * Runs in the page before its own scripts: the text cursor, which blinks, is never drawn. As a sheet that stands there
 * from the start, it costs no look a new style of every element. A page that adopts sheets of its own keeps this one.
 */
export function installHiddenCaret(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { caret-color: transparent !important; }");
  document.adoptedStyleSheets = [sheet];
  const { get: adopted, set: adopt } =
    Object.getOwnPropertyDescriptor(Document.prototype, "adoptedStyleSheets") ?? {};
  if (!adopted || !adopt) return;
  Object.defineProperty(document, "adoptedStyleSheets", {
    configurable: true,
    enumerable: true,
    get: () => adopted.call(document),
    set: (sheets: Iterable<CSSStyleSheet>) =>
      adopt.call(document, [...[...sheets].filter((each) => each !== sheet), sheet]),
  });
}
