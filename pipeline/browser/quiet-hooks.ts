/** What a page says about its own activity. Times in milliseconds. */
export interface PageActivity {
  complete: boolean;
  fontsLoaded: boolean;
  sinceLastChangeMs: number;
  /** changes so far, counted anew in each document */
  changes: number;
  /** frames to be drawn until the last change has certainly been painted */
  unpaintedFrames: number;
  /** set-timeouts of at most 2 s that have not fired */
  pendingTimers: number;
  /** requests of scripts whose answer has not reached them */
  pendingAnswers: number;
  /** animations that run and will end */
  finiteAnimations: number;
  imagesLoading: number;
  /** a dev server's error overlay stands on the page */
  errorOverlay: boolean;
}

/**
 * Runs in the page before its own scripts: notes changes of the document and timers. The page can interfere, so what
 * it says only saves time, and every wait on it has a limit.
 */
export function installQuietHooks(): void {
  const key = Symbol.for("quiet-hooks");
  if (key in window) return;
  const state = {
    changedAt: performance.now(),
    changes: 0,
    unpaintedFrames: 0,
    timers: new Map<number, number>(),
    depth: 0,
    pendingAnswers: 0,
  };
  Object.defineProperty(window, key, { value: state });
  const requestFrame = window.requestAnimationFrame.bind(window);
  const framePainted = (): void => {
    state.unpaintedFrames -= 1;
    if (state.unpaintedFrames > 0) requestFrame(framePainted);
  };
  const changed = (): void => {
    state.changedAt = performance.now();
    state.changes += 1;
    if (state.unpaintedFrames === 0) requestFrame(framePainted);
    state.unpaintedFrames = 2;
  };
  // our marks, which stand beside the body for a moment
  const isOfLook = (node: Node): boolean => Object.hasOwn(node, Symbol.for("drawn-by-a-look"));
  const isByLook = ({ type, target, addedNodes, removedNodes }: MutationRecord): boolean =>
    type === "childList" &&
    target === document.documentElement &&
    [...addedNodes, ...removedNodes].every(isOfLook);
  const observer = new MutationObserver((records) => {
    if (!records.every(isByLook)) changed();
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  const noteEvent = ({ target }: Event): void => {
    if (!(target instanceof Node && isOfLook(target))) changed();
  };
  for (const event of ["load", "scroll"]) document.addEventListener(event, noteEvent, true);
  // what is drawn on a canvas is no change of the document, and charts grow for a second
  const drawings: [object, string[]][] = [
    [
      CanvasRenderingContext2D.prototype,
      [
        ...["clearRect", "fillRect", "strokeRect", "fill", "stroke"],
        ...["fillText", "strokeText", "drawImage", "putImageData"],
      ],
    ],
    [WebGLRenderingContext.prototype, ["clear", "drawArrays", "drawElements"]],
    [WebGL2RenderingContext.prototype, ["clear", "drawArrays", "drawElements", "drawArraysInstanced"]],
  ];
  for (const [prototype, names] of drawings) {
    for (const name of names) {
      const draw: unknown = Reflect.get(prototype, name);
      if (typeof draw !== "function") continue;
      const hookedDraw = function (this: unknown, ...args: unknown[]): unknown {
        changed();
        return Reflect.apply(draw, this, args);
      };
      Object.assign(prototype, { [name]: hookedDraw });
    }
  }

  // an answer reaches its script some time after the network is done with it, a long time on a busy machine
  const track = (): (() => void) => {
    let pending = 1;
    state.pendingAnswers += pending;
    return () => {
      state.pendingAnswers -= pending;
      pending = 0;
      changed();
    };
  };
  const plainFetch = window.fetch.bind(window);
  const hookedFetch: typeof fetch = (input, init) => plainFetch(input, init).finally(track());
  window.fetch = hookedFetch;
  for (const name of ["json", "text", "blob", "arrayBuffer"] as const) {
    const read = Response.prototype[name];
    const hookedRead = function (this: Response): Promise<unknown> {
      return read.call(this).finally(track());
    };
    Object.assign(Response.prototype, { [name]: hookedRead });
  }
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    const arrived = track();
    this.addEventListener("loadend", arrived, { once: true });
    try {
      send.call(this, body);
    } catch (error) {
      arrived();
      throw error;
    }
  };

  const longestMs = 2_000;
  // a timer that sets itself again and again is a clock, not work to wait for
  const deepest = 3;
  const setTimer = window.setTimeout.bind(window);
  const clearTimer = window.clearTimeout.bind(window);
  const hookedSetTimeout = (handler: TimerHandler, delayMs?: number, ...args: unknown[]): number => {
    const depth = state.depth + 1;
    const id = setTimer(() => {
      if (state.timers.delete(id)) changed();
      state.depth = depth;
      try {
        if (typeof handler === "function") handler.apply(window, args);
        else new Function(handler)();
      } finally {
        state.depth = 0;
      }
    }, delayMs);
    if ((delayMs ?? 0) <= longestMs && depth <= deepest)
      state.timers.set(id, performance.now() + (delayMs ?? 0));
    return id;
  };
  const hookedClearTimeout = (id?: number): void => {
    if (id !== undefined) state.timers.delete(id);
    clearTimer(id);
  };
  Object.assign(window, { setTimeout: hookedSetTimeout, clearTimeout: hookedClearTimeout });
}

/** Runs in the page: reads the hooks. Null in a document that has none yet. */
export function readActivity(): PageActivity | null {
  interface HookState {
    changedAt: number;
    changes: number;
    unpaintedFrames: number;
    timers: Map<number, number>;
    pendingAnswers: number;
  }
  const state: HookState | undefined = Reflect.get(window, Symbol.for("quiet-hooks"));
  if (!state) return null;
  const now = performance.now();
  // a timer that is late by more than this was dropped with its document
  const latestMs = 50;
  return {
    complete: document.readyState === "complete",
    fontsLoaded: document.fonts.status === "loaded",
    sinceLastChangeMs: now - state.changedAt,
    changes: state.changes,
    unpaintedFrames: state.unpaintedFrames,
    pendingTimers: [...state.timers.values()].filter((due) => due > now - latestMs).length,
    pendingAnswers: state.pendingAnswers,
    finiteAnimations: document.getAnimations().filter((animation) => {
      const end = animation.effect?.getComputedTiming().endTime;
      return animation.playState === "running" && end !== Number.POSITIVE_INFINITY;
    }).length,
    imagesLoading: [...document.images].filter((image) => !image.complete && image.loading !== "lazy").length,
    errorOverlay: document.querySelector("vite-error-overlay") !== null,
  };
}

/** Runs in the page: resolves when what stands now has been painted. */
export function afterTwoFrames(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
