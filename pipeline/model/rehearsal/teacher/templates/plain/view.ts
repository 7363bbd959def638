/** A small view layer: elements as plain objects, components with hooks, and a page that is updated in place. */

type Properties = Record<string, unknown>;
type Child = VirtualElement | string | number | boolean | null | undefined | Child[];
type Component = (properties: Properties) => Child;

interface VirtualElement {
  type: string | Component;
  properties: Properties;
  children: Child[];
}

interface HostElement {
  tag: string;
  properties: Properties;
  children: HostNode[];
}
type HostNode = HostElement | string;

interface Effect {
  dependencies: unknown[] | undefined;
  run: (() => unknown) | null;
  cleanUp: unknown;
}

interface Instance {
  slots: unknown[];
  seen: boolean;
}

/** What a JSX element is compiled to. */
export function h(
  type: string | Component,
  properties: Properties | null,
  ...children: Child[]
): VirtualElement {
  return { type, properties: properties ?? {}, children };
}

export function Fragment({ children }: Properties): Child {
  return children as Child;
}

const instances = new Map<string, Instance>();
let current: Instance = { slots: [], seen: true };
let nextSlot = 0;
let scheduled = false;
let draw: (() => void) | null = null;

function schedule() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    draw?.();
  });
}

function slotOf<T>(create: () => T): T {
  const at = nextSlot++;
  if (at >= current.slots.length) current.slots.push(create());
  return current.slots[at] as T;
}

export function useState<T>(initial: T | (() => T)): [T, (next: T | ((before: T) => T)) => void] {
  const slot = slotOf(() => ({ value: initial instanceof Function ? initial() : initial }));
  const set = (next: T | ((before: T) => T)) => {
    slot.value = next instanceof Function ? next(slot.value) : next;
    schedule();
  };
  return [slot.value, set];
}

export function useRef<T>(initial: T): { current: T } {
  return slotOf(() => ({ current: initial }));
}

export function useEffect(run: () => unknown, dependencies?: unknown[]) {
  const effect = slotOf<Effect>(() => ({ dependencies: undefined, run, cleanUp: undefined }));
  const before = effect.dependencies;
  if (before !== undefined && dependencies?.every((value, at) => Object.is(value, before[at]))) return;
  effect.dependencies = dependencies;
  effect.run = run;
}

/** Calls the components, so that elements and text are left. */
function expand(child: Child, path: string): HostNode[] {
  if (child === null || child === undefined || typeof child === "boolean") return [];
  if (Array.isArray(child)) return child.flatMap((each, at) => expand(each, `${path}.${keyOf(each) ?? at}`));
  if (typeof child !== "object") return [String(child)];
  const { type, properties, children } = child;
  if (typeof type === "string") {
    return [{ tag: type, properties, children: expand(children, path) }];
  }
  const place = `${path}/${type.name}`;
  const instance = instances.get(place) ?? { slots: [], seen: true };
  instances.set(place, instance);
  instance.seen = true;
  current = instance;
  nextSlot = 0;
  return expand(type({ ...properties, children }), place);
}

function keyOf(child: Child): unknown {
  return typeof child === "object" && child !== null && !Array.isArray(child)
    ? child.properties.key
    : undefined;
}

function isEffect(slot: unknown): slot is Effect {
  return typeof slot === "object" && slot !== null && "cleanUp" in slot;
}

function cleanUp(effect: Effect) {
  if (effect.cleanUp instanceof Function) effect.cleanUp();
}

/** Forgets the components that are gone and runs the effects that are due. */
function settle() {
  for (const [place, instance] of instances) {
    const effects = instance.slots.filter(isEffect);
    if (!instance.seen) {
      effects.forEach(cleanUp);
      instances.delete(place);
      continue;
    }
    instance.seen = false;
    for (const effect of effects) {
      if (effect.run === null) continue;
      cleanUp(effect);
      effect.cleanUp = effect.run();
      effect.run = null;
    }
  }
}

function update(parent: Element, nodes: HostNode[]) {
  for (const [at, node] of nodes.entries()) {
    const before = parent.childNodes[at];
    if (typeof node === "string") {
      if (before instanceof Text) {
        if (before.data !== node) before.data = node;
      } else place(parent, document.createTextNode(node), before);
      continue;
    }
    const element =
      before instanceof Element && before.localName === node.tag
        ? before
        : place(parent, create(parent, node.tag), before);
    update(element, node.children);
    setProperties(element, node.properties);
  }
  while (parent.childNodes.length > nodes.length) parent.lastChild?.remove();
}

function create(parent: Element, tag: string): Element {
  const isSvg = tag === "svg" || parent.namespaceURI === "http://www.w3.org/2000/svg";
  return isSvg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
}

function place<T extends Node>(parent: Element, node: T, before: ChildNode | undefined): T {
  if (before) before.replaceWith(node);
  else parent.append(node);
  return node;
}

const properties = new WeakMap<Element, Properties>();
const asProperty = new Set(["value", "checked", "disabled", "selected"]);

function setProperties(element: Element, next: Properties) {
  const before = properties.get(element) ?? {};
  properties.set(element, next);
  for (const name of Object.keys({ ...before, ...next })) {
    const value = next[name];
    if (name === "key") continue;
    if (name === "ref") (value as { current: Element }).current = element;
    else if (name.startsWith("on")) Reflect.set(element, eventName(name), value ?? null);
    else if (asProperty.has(name)) {
      if (Reflect.get(element, name) !== value) Reflect.set(element, name, value ?? "");
    } else if (name === "style") Object.assign((element as HTMLElement).style, value);
    else if (value === before[name]) continue;
    else if (value === undefined || value === null || value === false)
      element.removeAttribute(attributeName(element, name));
    else element.setAttribute(attributeName(element, name), value === true ? "" : String(value));
  }
}

/** Fields report each change at once, as they do in React. */
function eventName(name: string): string {
  return name === "onChange" ? "oninput" : name.toLowerCase();
}

function attributeName(element: Element, name: string): string {
  if (name === "className") return "class";
  if (name === "htmlFor") return "for";
  if (name === "viewBox" || name === "preserveAspectRatio") return name;
  if (element instanceof SVGElement) return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return name.toLowerCase();
}

/** Shows a component and keeps it up to date. */
export function mount(root: Element, component: Component) {
  draw = () => {
    update(root, expand(h(component, null), ""));
    settle();
  };
  draw();
}
