import type { Settings } from "../config/settings.ts";
import type { Endpoint } from "../contracts/generated/config.ts";
import { UserError } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";
import type { LedgerEntry } from "../run/ledger.ts";
import { CallEstimate } from "./call-estimate.ts";
import { connectEndpoint, type EndpointConnection } from "./endpoint-connection.ts";
import { type CallGate, EndpointGate, type GateLimits } from "./endpoint-gate.ts";
import { EndpointHealth, type Patience } from "./endpoint-health.ts";
import type { ModelRole } from "./model-port.ts";

const defaultConcurrency = 8;
const defaultTimeoutMs = 600_000;
const defaultIdleTimeoutMs = 60_000;

/** What roles share that share address, key and model: the provider's limits, and its troubles. */
export interface SharedEndpoint {
  gate: CallGate;
  health: EndpointHealth;
  /** Why nothing is sent any more, until the user has changed something and started anew. */
  refusal: UserError | null;
}

/** The way of a role's calls. */
export interface EndpointLine {
  role: ModelRole;
  endpoint: Endpoint;
  connection: EndpointConnection;
  shared: SharedEndpoint;
  estimate: CallEstimate;
}

export interface EndpointLinesOptions {
  settings: Settings;
  /** API key of an endpoint; throws UserError when it is named but not set. */
  apiKeyOf(endpoint: Endpoint): string;
  /** Where an endpoint whose baseURL is "rehearsal" is reached, by role. */
  rehearsalURL(role: ModelRole): string;
  /** What the run has seen so far: expectations of the next calls start from it. */
  seen: readonly LedgerEntry[];
  patience: Patience;
  /** Makes the gate of an endpoint that other processes call too (default: one of this process alone). */
  openGate?: OpenGate | undefined;
}

export type OpenGate = (endpoint: {
  /** Names address, key and model. */
  id: string;
  /** What the configuration states. */
  stated: Partial<GateLimits>;
  /** Most calls in flight of this process. */
  concurrency: number;
}) => CallGate;

/** The lines of a run, each opened when its role is first asked. */
export class EndpointLines implements AsyncDisposable {
  readonly #options: EndpointLinesOptions;
  readonly #lines = new Map<ModelRole, EndpointLine>();
  readonly #shared = new Map<string, SharedEndpoint>();

  constructor(options: EndpointLinesOptions) {
    this.#options = options;
  }

  of(role: ModelRole): EndpointLine {
    const known = this.#lines.get(role);
    if (known !== undefined) return known;
    const endpoint = this.endpointOf(role);
    const isRehearsal = endpoint.baseURL === "rehearsal";
    const line: EndpointLine = {
      role,
      endpoint,
      connection: connectEndpoint({
        baseURL: isRehearsal ? this.#options.rehearsalURL(role) : endpoint.baseURL,
        apiKey: isRehearsal ? "rehearsal" : this.#options.apiKeyOf(endpoint),
        timeoutMs: endpoint.timeoutMs ?? defaultTimeoutMs,
        idleTimeoutMs: endpoint.idleTimeoutMs ?? defaultIdleTimeoutMs,
      }),
      shared: this.#sharedOf(endpoint),
      estimate: this.#estimateOf(role, endpoint),
    };
    this.#lines.set(role, line);
    return line;
  }

  /** The endpoint that answers for a role. Throws UserError when none is configured. */
  endpointOf(role: ModelRole): Endpoint {
    const endpoint = this.#options.settings.models[role];
    if (endpoint !== null) return endpoint;
    throw new UserError(
      `No endpoint for the ${role} role is configured. Add models.${role} (baseURL, model, apiKeyEnv) and run the same command to go on.`,
    );
  }

  #sharedOf(endpoint: Endpoint): SharedEndpoint {
    const id = idOf(endpoint);
    const known = this.#shared.get(id);
    if (known !== undefined) return known;
    const sharers = Object.values(this.#options.settings.models).filter(
      (other) => other !== null && idOf(other) === id,
    );
    const stated = statedLimits(sharers);
    const { concurrency = defaultConcurrency } = stated;
    const shared = {
      gate:
        this.#options.openGate?.({ id, stated, concurrency }) ?? new EndpointGate({ ...stated, concurrency }),
      health: new EndpointHealth(this.#options.patience),
      refusal: null,
    };
    this.#shared.set(id, shared);
    return shared;
  }

  #estimateOf(role: ModelRole, endpoint: Endpoint): CallEstimate {
    const estimate = new CallEstimate(endpoint);
    for (const entry of this.#options.seen) {
      if (entry.role === role && entry.usage !== null) estimate.learn(null, entry.usage, null);
    }
    return estimate;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      Array.from(this.#lines.values(), ({ connection }) => connection[Symbol.asyncDispose]()),
    );
  }
}

/** Of roles that share an endpoint the lowest limit holds. */
function statedLimits(sharers: readonly (Endpoint | null)[]): Partial<GateLimits> {
  const stated: Partial<GateLimits> = {};
  for (const limit of ["concurrency", "requestsPerMinute", "tokensPerMinute"] as const) {
    const given = sharers.flatMap((sharer) => sharer?.[limit] ?? []);
    if (given.length > 0) stated[limit] = Math.min(...given);
  }
  return stated;
}

function idOf({ baseURL, apiKeyEnv, model }: Endpoint): string {
  return sha256Hex(`${baseURL}\n${apiKeyEnv ?? ""}\n${model}`);
}
