import { expect, test } from "vitest";
import { drawSchedule } from "../../scripts/proof/soak/draw-schedule.ts";
import { fileEffects, type Schedule } from "../../scripts/proof/soak/schedule.ts";

const schedules = Array.from({ length: 1_000 }, (_, seed) => drawSchedule(seed));
const count = (holds: (schedule: Schedule) => boolean): number => schedules.filter(holds).length;
const hasLife = (holds: (life: Schedule["lives"][number]) => boolean) => (schedule: Schedule) =>
  schedule.lives.some(holds);

test("a seed always gives the same schedule, and another seed another", () => {
  expect(schedules.map(({ seed }) => drawSchedule(seed))).toEqual(schedules);
  expect(new Set(schedules.map(({ seed: _, ...rest }) => JSON.stringify(rest))).size).toBeGreaterThan(990);
});

test("schedules are small: two or three trajectories, few lives", () => {
  for (const { variants, samples, lives } of schedules) {
    expect([2, 3]).toContain(variants.length * samples);
    expect(lives.length).toBeLessThanOrEqual(3);
  }
});

test.each<[string, number, (schedule: Schedule) => boolean]>([
  ...(["kill", "terminate", "freeze"] as const).map(
    (kind): [string, number, (schedule: Schedule) => boolean] => [
      kind,
      80,
      hasLife(({ ending }) => ending.kind === kind),
    ],
  ),
  ...fileEffects.map((effect): [string, number, (schedule: Schedule) => boolean] => [
    `file: ${effect}`,
    60,
    hasLife(({ file }) => file?.effect === effect),
  ]),
  ["a rival", 40, hasLife(({ ending }) => ending.kind === "freeze" && ending.rival)],
  [
    "a kill while the run is opened",
    60,
    hasLife(({ ending }) => ending.kind === "kill" && ending.afterRequests === 0),
  ],
  ["a clock that jumps", 150, hasLife(({ clock }) => clock !== null)],
  ["a clock that jumps back", 50, hasLife(({ clock }) => (clock?.byMs ?? 0) < 0)],
  ["machinery that breaks down", 150, hasLife(({ machinery }) => machinery !== null)],
  ["a release on a Hub in trouble", 80, ({ publishes }) => publishes],
  ["a small disk", 30, ({ diskKiB }) => diskKiB !== null],
  ["a poisonous trajectory", 20, ({ poison }) => poison !== null],
  ["judges that talk nonsense", 150, ({ nonsense }) => nonsense > 0],
  ...(["status", "reset", "stall", "cut-stream", "garbage", "tell-key"] as const).map(
    (kind): [string, number, (schedule: Schedule) => boolean] => [
      `models: ${kind}`,
      60,
      ({ models }) => models.some(({ fault }) => fault.kind === kind),
    ],
  ),
  [
    "nothing at all",
    5,
    ({ lives, models }) =>
      models.length === 0 && lives.every(({ ending, file }) => ending.kind === "none" && file === null),
  ],
])("among 1,000 seeds there is often enough: %s", (_, least, holds) => {
  expect(count(holds)).toBeGreaterThanOrEqual(least);
});
