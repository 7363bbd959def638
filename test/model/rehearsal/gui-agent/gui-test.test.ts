import { expect, test } from "vitest";
import { createJudge } from "../../../../pipeline/judge/model-judge.ts";
import type { ModelPort } from "../../../../pipeline/model/model-port.ts";
import { feedbackReply } from "../../../../pipeline/model/rehearsal/feedback/feedback-reply.ts";
import { guiAgentReply } from "../../../../pipeline/model/rehearsal/gui-agent/gui-agent-reply.ts";
import type { WireMessage } from "../../../../pipeline/model/rehearsal/rehearsal-request.ts";
import { toWireMessages } from "../../../../pipeline/model/wire-format.ts";
import { loadPromptSet } from "../../../../pipeline/prompts/prompt-set.ts";
import { openPaperSite, type PaperControl, type PaperSite } from "../../../support/paper-site.ts";

const prompts = await loadPromptSet("default");

/** What of a shop is out of order. */
interface Faults {
  deadButton?: boolean;
  deadForm?: boolean;
  deadSearch?: boolean;
  deadLink?: boolean;
  noControls?: boolean;
}

/** A shop with a search, a button for each item, a form and a link. */
function paperShop({ deadButton, deadForm, deadSearch, deadLink, noControls }: Faults = {}): PaperSite {
  let address = "http://localhost/";
  let search = "";
  const cart: string[] = [];
  let name = "";
  const entries: string[] = [];
  const items = (): string[] => ["hammer", "saw"].filter((item) => item.includes(search));
  const control = (tag: string, text: string, use: (text: string) => void): PaperControl => ({
    tag,
    text,
    use,
  });
  return {
    url: () => address,
    words: () => [...items(), ...cart, ...entries, address],
    controls: () => {
      if (noControls) return [];
      return [
        control("a", "Tool shop", () => undefined),
        control("a", "Home", () => undefined),
        control("a", "About us", () => {
          if (!deadLink) address = "http://localhost/#/about";
        }),
        control('input type="search"', search || "Search tools", (text) => {
          if (!deadSearch) search = text;
        }),
        ...items().map(() =>
          control("button", "Add to cart", () => {
            if (!deadButton) cart.push("a tool in the cart");
          }),
        ),
        control('input type="text"', name || "Your name", (text) => {
          if (deadForm) address = "http://localhost/?";
          else name = text;
        }),
        control("button", "Send", () => {
          if (name !== "") entries.push(name);
          name = "";
        }),
        // a second form, which one form that works makes needless
        ...(entries.length === 0 ? [] : [control("textarea", "Your wishes", () => undefined)]),
      ];
    },
  };
}

const model: ModelPort = {
  async ask({ role, messages }) {
    const request = { messages: toWireMessages(messages) as WireMessage[], seed: 1 };
    return {
      text: role === "gui" ? guiAgentReply(request) : feedbackReply(request),
      reasoning: null,
      finishReason: "stop",
      usage: { promptTokens: 0, completionTokens: 0, cachedTokens: null, reasoningTokens: null },
      model: "rehearsal",
      exchange: `sha256:${"0".repeat(64)}`,
    };
  },
};

function testSite(site: PaperSite, maxTurns = 15) {
  const judge = createJudge({ prompts, guiMaxTurns: maxTurns, maxAsks: 1 });
  return judge.runGuiTest(openPaperSite(site), "1. Use the search. 2. Put tools into the cart.", {
    model,
    purpose: "step-1",
    instruction: "Build a shop.",
    keep: () => `sha256:${"0".repeat(64)}`,
    signal: new AbortController().signal,
  });
}

test("a site that works passes: each feature was used, and nothing else was said", async () => {
  const { transcript, testPassed, score, suggestions } = await testSite(paperShop());
  expect(transcript.turns.map(({ action }) => action)).toEqual([
    "Type [3]; [no such thing]",
    "Type [3]; []",
    "Type [6]; [Test Visitor]",
    "Click [7]",
    "Click [4]",
    "Click [2]",
    expect.stringMatching(/^ANSWER; \[YES\./),
  ]);
  expect(transcript.endedBy).toBe("answer");
  expect({ testPassed, suggestions, grade: score.value }).toEqual({
    testPassed: true,
    suggestions: "",
    grade: 5,
  });
});

const faulty: [name: string, faults: Faults, grade: number, told: RegExp][] = [
  ["a button", { deadButton: true }, 3, /Pressing "Add to cart" did nothing/],
  ["a form", { deadForm: true }, 3, /Sending the form with "Your name" did nothing/],
  ["the search", { deadSearch: true }, 3, /Searching with "Search tools" did nothing/],
  ["a link", { deadLink: true }, 3, /Following "About us" did nothing/],
  [
    "everything",
    { deadButton: true, deadForm: true, deadSearch: true, deadLink: true },
    1,
    /"Search tools" did nothing[\s\S]*"Your name" did nothing[\s\S]*"Add to cart" did nothing/,
  ],
  ["a page without controls", { noControls: true }, 1, /nothing on the page that reacts/],
];
test.each(faulty)("%s that is dead fails the test and is named", async (_, faults, grade, told) => {
  const { transcript, testPassed, score, suggestions } = await testSite(paperShop(faults));
  expect(transcript.verdict).toBe("no");
  expect(testPassed).toBe(false);
  expect(score.value).toBe(grade);
  expect(suggestions).toMatch(told);
});

test("a control is pressed twice before it is called dead", async () => {
  const { transcript } = await testSite(paperShop({ deadButton: true }));
  const presses = transcript.turns.filter(({ action }) => action === "Click [4]");
  expect(presses).toHaveLength(2);
  expect(presses[1]?.thought).toMatch(/once more/);
});

test("out of turns it gives its verdict by what it has seen", async () => {
  const { transcript } = await testSite(paperShop(), 3);
  expect(transcript).toMatchObject({ endedBy: "turn-limit", verdict: "yes" });
  expect(transcript.turns).toHaveLength(3);
});

test("equal conversations get equal replies", async () => {
  const [first, second] = [await testSite(paperShop()), await testSite(paperShop())];
  expect(second.transcript).toEqual(first.transcript);
});
