/**
 * Every prompt of a prompt set, with the variables its template may use. A template is the file `<id>.md` of the
 * set's folder; `{{name}}` stands for a variable. A set that lacks a file takes it from the default set.
 */
export const promptVariables = {
  /** System prompt of the teacher. */
  "teacher-system": [],
  /** The user message that answers a step: its sections, each rendered from one of the templates below. */
  feedback: ["install", "start", "observation", "next", "instruction"],
  /** Files that were not written, with the reason for each; only where there are any. */
  "feedback-files-refused": ["refusals"],
  /** Files that came together with a mark, which decides; only where there are any. */
  "feedback-files-unwritten": ["files"],
  "feedback-install-ok": [],
  /** `output` is cut to a bounded size, as every output is. */
  "feedback-install-failed": ["command", "output"],
  "feedback-install-skipped": ["reason"],
  "feedback-start-ok": [],
  "feedback-start-failed": ["command", "output"],
  "feedback-start-skipped": ["reason"],
  /** What the judge saw on the screenshot. `error` is empty when it saw none. */
  "feedback-screenshot": ["error", "description", "suggestions"],
  /** There was no screenshot. */
  "feedback-not-seen": ["reason"],
  /** The judge gave no usable answer. */
  "feedback-screenshot-unread": [],
  /** Console errors, exceptions and failed requests of the page; only where there are any. */
  "feedback-page-problems": ["problems"],
  "feedback-gui-passed": [],
  "feedback-gui-suggestions": ["suggestions"],
  "feedback-gui-unread": [],
  /** What to do next after an error step. `stages` names what failed. */
  "feedback-next-fix": ["stages"],
  /** What to do next when the site runs: validate the screenshot, or go on editing. */
  "feedback-next-validate": [],
  /** What to do next after a GUI test: finish, or go on editing. */
  "feedback-next-finish": [],
  /** Answers a reply that held neither files nor a mark, or had its marks and files mixed up. */
  "feedback-malformed": ["problem", "instruction"],
  /** Asks a VLM for a description of a screenshot, as JSON. `problems` lists what the page's console said. */
  "screenshot-description": ["instruction", "problems"],
  /** Asks a VLM for a grade of a screenshot, as JSON. */
  "screenshot-grade": ["instruction"],
  /** Turns an instruction into a test instruction inside a gui_agent_test action. */
  "gui-test-instruction": ["instruction"],
  /** Appended to every test instruction: credentials, and the verdict to give. */
  "gui-test-note": [],
  /** System prompt of the GUI agent: its task and the grammar of its actions. */
  "gui-agent-system": [],
  /** The first user message of a GUI test. */
  "gui-agent-task": ["test"],
  /** One observation: the list of numbered elements stands beside the screenshot. */
  "gui-agent-observation": ["result", "url", "title", "elements"],
  /** Asks for the verdict when the turns have run out. */
  "gui-agent-verdict": [],
  /** Asks for the reading of a GUI test's transcript, as JSON. */
  "gui-test-grade": ["test", "transcript"],
  /** Tells a judge that its answer could not be used. */
  "judge-retry": ["problem"],
  /** Asks for a new instruction. */
  synthesize: [
    "applicationType",
    "domain",
    "audience",
    "features",
    "backgroundColor",
    "componentColor",
    "minWords",
    "maxWords",
  ],
  /** Tells the synthesis model why its instruction could not be used. */
  "synthesize-retry": ["problem"],
  /** Asks for a new instruction made out of an existing one. `change` is one of the three below. */
  "synthesize-evolve": ["instruction", "change", "backgroundColor", "componentColor", "minWords", "maxWords"],
  "synthesize-evolve-harder": ["features"],
  "synthesize-evolve-domain": ["domain"],
  "synthesize-evolve-audience": ["audience"],
  /** Asks for the test cases of an instruction, as JSON. The categories are lists, one to a line. */
  "test-cases": ["instruction", "websiteCategories", "testCategories", "minTasks", "maxTasks"],
  /** Tells the synthesis model why its test cases could not be used. */
  "test-cases-retry": ["problem"],
} as const satisfies Record<string, readonly string[]>;

export type PromptId = keyof typeof promptVariables;

/** Variables that a template may leave out: the published prompts about a screenshot show nothing but the screenshot. */
export const optionalVariables: Partial<Record<PromptId, readonly string[]>> = {
  "screenshot-description": ["instruction", "problems"],
  "screenshot-grade": ["instruction"],
};

/** The variables of one prompt, each as text. */
export type PromptValues<Id extends PromptId> = Record<(typeof promptVariables)[Id][number], string>;
