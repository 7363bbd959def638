import { join } from "node:path";
import { UserError } from "../errors.ts";

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Checks an id before it becomes a path. */
export function checkId(id: string, subject: string): string {
  if (idPattern.test(id) && !id.includes("..")) return id;
  throw new UserError(
    `${subject} ${JSON.stringify(id)} cannot name a folder: use 1-128 letters, digits, ".", "_" or "-", starting with a letter or digit.`,
  );
}

/** Every path of a run folder. Nothing else in the project joins paths below it. */
export class RunPaths {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  get manifest(): string {
    return join(this.dir, "run.json");
  }
  get lock(): string {
    return join(this.dir, "run.lock");
  }
  get instructions(): string {
    return join(this.dir, "instructions.jsonl");
  }
  get candidates(): string {
    return join(this.dir, "candidates.jsonl");
  }
  get ledger(): string {
    return join(this.dir, "ledger.jsonl");
  }
  get trajectories(): string {
    return join(this.dir, "trajectories");
  }
  get datasets(): string {
    return join(this.dir, "datasets");
  }
  /** Journal and pack of the calls that wrote instructions. */
  get synthesis(): string {
    return join(this.dir, "synthesis");
  }
  get guiTests(): string {
    return join(this.dir, "gui-tests");
  }
  /** The test instruction that all samples of an instruction share. */
  guiTest(instructionId: string): string {
    return join(this.guiTests, `${checkId(instructionId, "Instruction id")}.md`);
  }
  trajectory(id: string): string {
    return join(this.trajectories, checkId(id, "Trajectory id"));
  }
  /** Where a trajectory from elsewhere is put together before it takes its place. */
  arrivingTrajectory(id: string): string {
    return join(this.dir, "arriving", checkId(id, "Trajectory id"));
  }
  /** What was measured on the trajectories: derived, and made again when it is deleted. */
  get measures(): string {
    return join(this.dir, "index", "measures.jsonl");
  }
  /** The trajectories in a line each, for lists of them: derived too. */
  get summaries(): string {
    return join(this.dir, "index", "summaries.jsonl");
  }
  /** What full-text search goes by: derived too. */
  get searchIndex(): string {
    return join(this.dir, "index", "search.sqlite");
  }
  /** Tokens of the trajectories as one tokenizer counts them: derived too. `key` is a hash of tokenizer and shape. */
  tokens(key: string): string {
    return join(this.dir, "index", `tokens-${checkId(key, "Token index")}.jsonl`);
  }
  /** People's judgements, append-only. */
  get reviews(): string {
    return join(this.dir, "reviews.jsonl");
  }
  get gradings(): string {
    return join(this.dir, "gradings");
  }
  /** What judges who were asked again gave. */
  grading(name: string): string {
    return join(this.gradings, checkId(name, "Grading name"));
  }
  gradingManifest(name: string): string {
    return join(this.grading(name), "grading.json");
  }
  /** One line per graded step and judge. */
  grades(name: string): string {
    return join(this.grading(name), "grades.jsonl");
  }
  /** Judge reliability, computed from the grades and from people's reviews. */
  reliability(name: string): string {
    return join(this.grading(name), "reliability.json");
  }
  /** One line per GUI test that was done again. */
  guiReplays(name: string): string {
    return join(this.grading(name), "gui-replays.jsonl");
  }
  /** A trajectory's GUI test as a script for Playwright. */
  guiScript(name: string, id: string): string {
    return join(this.grading(name), "gui-tests", `${checkId(id, "Trajectory id")}.spec.ts`);
  }
  gradedTrajectories(name: string): string {
    return join(this.grading(name), "trajectories");
  }
  /** Journal and pack of the calls that graded a trajectory again. */
  gradedTrajectory(name: string, id: string): string {
    return join(this.gradedTrajectories(name), checkId(id, "Trajectory id"));
  }
  get filters(): string {
    return join(this.dir, "filter");
  }
  filter(recipe: string): string {
    return join(this.filters, checkId(recipe, "Recipe name"));
  }
  verdicts(recipe: string): string {
    return join(this.filter(recipe), "verdicts.jsonl");
  }
  funnel(recipe: string): string {
    return join(this.filter(recipe), "funnel.json");
  }
  /** How far the run's judges can be relied on, a line for each grading. */
  filterReliability(recipe: string): string {
    return join(this.filter(recipe), "reliability.jsonl");
  }
  /** The test instruction nearest to each instruction, where the recipe names tests. */
  proximity(recipe: string): string {
    return join(this.filter(recipe), "proximity.jsonl");
  }
  dataset(name: string): string {
    return join(this.datasets, checkId(name, "Dataset name"));
  }
  get releases(): string {
    return join(this.dir, "releases");
  }
  /** The record of a version released to a place: `owner--name` of the Hub, or the name of a folder. */
  release(place: string, version: string): string {
    return join(this.releases, checkId(place, "Release target"), checkId(version, "Version"), "release.json");
  }
}

/** The two files of an event store. */
export function storeFiles(dir: string): { journal: string; pack: string } {
  return { journal: join(dir, "journal.jsonl"), pack: join(dir, "blobs.pack") };
}

/** Beside a journal while its trajectory is recorded. */
export function underWayFile(dir: string): string {
  return join(dir, "under-way.json");
}

/** The record of a store's n-th owner. */
export function epochFile(dir: string, epoch: number): string {
  return join(dir, `epoch-${epoch}.json`);
}

/** The epoch that a file of a store's folder is the record of; 0: it is none. */
export function epochOfFile(name: string): number {
  return Number(/^epoch-([1-9]\d*)\.json$/.exec(name)?.[1] ?? 0);
}

/** What a store's owner writes before it renames it over one of the store's files. */
export function temporaryOfEpoch(path: string, epoch: number): string {
  return `${path}.epoch-${epoch}.tmp`;
}
