/* Generated from schemas/queue-state.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * What planner and workers share in a queue server beside the queue: who is there, what is planned, and what calls hold. Times are the server's, in milliseconds. All of it can be lost: planner and workers write it anew.
 */
export interface QueueState {
  schema: "queue-state.v1";
  /**
   * the process that plans and watches; null: none ever did
   */
  planner: null | PlannerLease;
  /**
   * what the workers are to do; null: the server forgot it, or nobody has planned yet
   */
  plan: null | QueuePlan;
  /**
   * workers by name
   */
  workers: {
    [k: string]: WorkerPresence;
  };
  budget: null | SharedBudgetState;
  /**
   * what is in use of each endpoint's limits, by the hash of its address, key and model
   */
  endpoints: {
    [k: string]: SharedEndpointState;
  };
  /**
   * things that one worker does for all, by name: the worker that does it
   */
  leases: {
    [k: string]: string;
  };
}
export interface PlannerLease {
  /**
   * process and machine, for the reader
   */
  name: string;
  /**
   * when it is taken for dead
   */
  until: number;
}
export interface QueuePlan {
  /**
   * when it was written here, or written again after it was lost
   */
  since: number;
  /**
   * who gives no sign of life for so long is taken for dead. Milliseconds
   */
  leaseMs: number;
  /**
   * the run folder, as the planner sees it
   */
  run: string;
  version: string;
  codeHash: string;
  configHash: string;
  promptSetHash: string;
  /**
   * where sealed trajectories go; null: planner and workers share the run folder
   */
  store: string | null;
  /**
   * key of manifest and instructions in the store
   */
  inputs: string | null;
  /**
   * draining: nothing more is begun. stopped: what is under way is put down. done: all is recorded
   */
  phase: "running" | "draining" | "stopped" | "done";
  reason: string | null;
  planned: number;
  sealed: number;
  failed: number;
}
export interface WorkerPresence {
  /**
   * host and process id
   */
  place: string;
  /**
   * when it is taken for dead
   */
  until: number;
  concurrency: number;
  /**
   * the trajectories under way
   */
  running: string[];
}
export interface SharedBudgetState {
  maxUsd: number | null;
  maxTokens: number | null;
  closed: SharedSpend;
  /**
   * spent on each trajectory that is not sealed: it only grows, so that the larger of two reports holds
   */
  open: {
    [k: string]: SharedSpend1;
  };
  /**
   * what calls in flight may cost at most, by call
   */
  held: {
    [k: string]: HeldSpend;
  };
}
/**
 * spent on what is in the planner's ledger for good
 */
export interface SharedSpend {
  usd: number;
  tokens: number;
}
export interface SharedSpend1 {
  usd: number;
  tokens: number;
}
export interface HeldSpend {
  worker: string;
  usd: number;
  tokens: number;
}
export interface SharedEndpointState {
  /**
   * calls in flight: the worker of each
   */
  calls: {
    [k: string]: string;
  };
  requests: null | LimitLevel;
  tokens: null | LimitLevel;
}
/**
 * How much of a limit per minute was left, and when.
 */
export interface LimitLevel {
  left: number;
  at: number;
}
