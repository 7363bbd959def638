import type { ClockJump } from "./schedule.ts";

/** From the n-th look on, the time of day is another: what a daemon or a person who sets the clock does. */
export function installJumpingClock({ atLook, byMs }: ClockJump): Disposable {
  const RealDate = Date;
  let looks = 0;
  const now = (): number => RealDate.now() + (++looks >= atLook ? byMs : 0);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
  return {
    [Symbol.dispose]: () => {
      globalThis.Date = RealDate;
    },
  };
}
