/* Generated from schemas/config.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * curate.config.json: everything a run is made from. Secrets are never here, only the names of the environment variables that hold them.
 */
export interface Config {
  $schema?: string;
  /**
   * the run folder, relative to the working directory
   */
  run: string;
  /**
   * seed of everything that is sampled (default 1)
   */
  seed?: number;
  /**
   * endpoints by role; gui falls back to vision, synthesis to feedback
   */
  models: {
    teacher: Endpoint;
    vision: Endpoint;
    gui?: Endpoint;
    feedback: Endpoint;
    synthesis?: Endpoint;
    embedding?: Endpoint;
  };
  /**
   * a prompt set: a name under data/prompts, or a path to a folder (default "default")
   */
  prompts?: string;
  synthesize?: {
    /**
     * instructions to deliver
     */
    count?: number;
    /**
     * restrict to these types (default: all)
     *
     * @minItems 1
     */
    applicationTypes?: string[];
  };
  record?: {
    /**
     * trajectories per instruction (default 1)
     */
    samples?: number;
    /**
     * assistant replies per trajectory, the paper's max_iter (default 20)
     */
    maxSteps?: number;
    /**
     * error steps in a row before backtracking (default 5)
     */
    errorLimit?: number;
    /**
     * turns of the GUI agent (default 15)
     */
    guiMaxTurns?: number;
    /**
     * a screenshot score at or below this makes an error step (default 2; Step-GRPO roll-outs use 1)
     */
    errorScreenshotScore?: number;
    /**
     * trajectories at once (default 3)
     */
    concurrency?: number;
  };
  site?: {
    /**
     * Chromium to use; else Playwright's own, else the system's
     */
    browserPath?: string;
    /**
     * sites built and served at once (default: processor cores + 1)
     */
    slots?: number;
    installTimeoutMs?: number;
    startTimeoutMs?: number;
    /**
     * folder of the dependency cache (default data/cache)
     */
    cache?: string;
  };
  /**
   * a recipe: a name under data/recipes, or a path to a JSON file (default "webgen-agent_train_sft")
   */
  recipe?: string;
  budget?: {
    maxUsd?: number;
    maxTokens?: number;
  };
  /**
   * what is done as the published system does it, though better is known (docs/compatibility.md): "published" for all of it, or single switches (default: none)
   */
  compat?:
    | "published"
    | {
        /**
         * an installation or start whose output holds "error" is an error step, whatever its exit code
         */
        errorBySubstring?: boolean;
        /**
         * undo HTML entities in every file, also where they were meant
         */
        unescapeAlways?: boolean;
        /**
         * the grade of a screenshot is asked for without showing the instruction
         */
        gradeWithoutInstruction?: boolean;
        /**
         * console errors, exceptions and failed requests of the page are left out of the feedback
         */
        silentConsole?: boolean;
        /**
         * a reply with neither files nor a mark is a code step that changes nothing
         */
        malformedIsCode?: boolean;
      };
}
export interface Endpoint {
  /**
   * base URL of an OpenAI-compatible server, or "rehearsal" for the built-in models
   */
  baseURL: string;
  model: string;
  /**
   * name of the environment variable that holds the API key
   */
  apiKeyEnv?: string;
  temperature?: number;
  topP?: number;
  /**
   * limit of the reply in tokens
   */
  maxTokens?: number;
  /**
   * send a seed derived from the run's seed with every request (default false; always sent to rehearsal models)
   */
  sendSeed?: boolean;
  /**
   * fields added to every request body as they are
   */
  extraBody?: {
    [k: string]: unknown;
  };
  /**
   * total limit of one attempt (default 600000)
   */
  timeoutMs?: number;
  /**
   * most requests in flight to this endpoint (default 8)
   */
  concurrency?: number;
  price?: {
    inputPerMillionUsd: number;
    outputPerMillionUsd: number;
    cachedInputPerMillionUsd?: number;
  };
}
