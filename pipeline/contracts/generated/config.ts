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
    /**
     * test sets, as files or Hub addresses: an instruction too close to one of theirs is dropped, with the evidence (default: none)
     */
    decontaminate?: string[];
    thresholds?: Thresholds;
    /**
     * write test cases (ui_instruct) for every instruction that has none (default false)
     */
    testCases?: boolean;
    /**
     * further instructions to make out of those the run holds: harder, for another domain, for another audience (default 0)
     */
    evolve?: number;
    quotas?: Quotas;
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
     * trajectories at once (default 8). Most of the time they wait for their teachers: more than site.slots is worth while
     */
    concurrency?: number;
  };
  site?: {
    /**
     * Chromium to use; else Playwright's own, else the system's
     */
    browserPath?: string;
    /**
     * sites built and served at once (default: processor cores + 1). A trajectory uses one during a step alone, not while its teacher answers
     */
    slots?: number;
    /**
     * pages that one Chromium shows before a new one takes its place (default 300)
     */
    browserMaxPages?: number;
    installTimeoutMs?: number;
    startTimeoutMs?: number;
    /**
     * folder of the dependency cache (default data/cache)
     */
    cache?: string;
    /**
     * room for installed packages and for the registry's answers, in powers of 1000; what was unused longest is removed (default "20 GB")
     */
    cacheMaxSize?: string;
    /**
     * what confines generated websites (default: bubblewrap on Linux, sandbox-exec on macOS); docs/sandbox.md says what the weaker ones risk
     */
    sandbox?: "bubblewrap" | "sandbox-exec" | "none";
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
        /**
         * actions written in another form than the one asked for are not read, and nothing in a reply is mended
         */
        strictReplies?: boolean;
        /**
         * the feedback does not say that files sent together with a mark were not written
         */
        silentDroppedFiles?: boolean;
        /**
         * an unusable answer of a judge is not asked for again
         */
        judgeOnce?: boolean;
        /**
         * a score that was not measured ranks as 0, with a blank page, where the best step is chosen
         */
        unmeasuredIsZero?: boolean;
        /**
         * every sample of an instruction has a test instruction of its own written
         */
        guiTestPerTrajectory?: boolean;
        /**
         * every project without a vite.config.js is given one with the React plugin and port 0, which wins over its own vite.config.ts
         */
        forceViteConfig?: boolean;
        /**
         * a project without package.json does not start, even where it has an index.html
         */
        packageJsonRequired?: boolean;
        /**
         * every step starts the site's server anew, so that it forgets what it held in memory
         */
        restartEachStep?: boolean;
        /**
         * the site is what the first address in the server's output leads to, page or not
         */
        firstPrintedUrl?: boolean;
        /**
         * the page is looked at 3 s after it was opened, clicked or scrolled and 10 s after text was typed, whatever it does
         */
        fixedWaits?: boolean;
        /**
         * words that every instruction has count in the word overlap with a test instruction
         */
        plainWordOverlap?: boolean;
        /**
         * the validation split of prompts is a training row again, and no instruction is held out
         */
        repeatedValidation?: boolean;
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
   * longest silence within a reply that has begun (default 60000)
   */
  idleTimeoutMs?: number;
  /**
   * have replies streamed, so that a long one never looks like a dead connection (default: true for the teacher, else false)
   */
  stream?: boolean;
  /**
   * most requests in flight to this endpoint (default 8)
   */
  concurrency?: number;
  /**
   * the provider's limit; roles with the same address, key and model share the lowest one given (default: learned from its refusals)
   */
  requestsPerMinute?: number;
  /**
   * the same for prompt and completion tokens
   */
  tokensPerMinute?: number;
  price?: {
    inputPerMillionUsd: number;
    outputPerMillionUsd: number;
    cachedInputPerMillionUsd?: number;
  };
}
/**
 * from where on an instruction counts as a copy of a test instruction (defaults: as published)
 */
export interface Thresholds {
  /**
   * word 5-grams in both, as a share of those in either: above this (default 0.6)
   */
  fiveGramJaccard?: number;
  /**
   * words in both, as a share of the fewer: above this (default 0.6)
   */
  wordOverlap?: number;
  /**
   * cosine of the embeddings: from this on (default 0.55, which was published for all-MiniLM-L6-v2: another model needs its own)
   */
  cosine?: number;
}
/**
 * most instructions of one kind; one beyond is dropped or not asked for (default: no limit)
 */
export interface Quotas {
  /**
   * of one application type
   */
  applicationType?: number;
  /**
   * with one background colour
   */
  backgroundColor?: number;
  /**
   * with one component colour
   */
  componentColor?: number;
  /**
   * that ask for functions of one family
   */
  featureFamily?: number;
}
