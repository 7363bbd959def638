import type { Verdict } from "../../pipeline/contracts/generated/verdict.ts";
import type { Recipe, RuleName, RuleSettings } from "../../pipeline/recipe/recipe.ts";
import { chosenNode, sftConversation } from "../../pipeline/recipe/sft-conversation.ts";
import type { BlobReader, Trajectory } from "../../pipeline/run/trajectory.ts";
import type { Finding, RuleSubject } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** Judges a sealed trajectory by all rules of a recipe, in its order. It is kept when every rule passes. */
export function judgeTrajectory(trajectory: Trajectory, blobs: BlobReader, recipe: Recipe): Verdict {
  const { trajectoryId, instructionId } = trajectory.opened;
  const subject = subjectOf(trajectory, blobs, recipe);
  const findings = recipe.rules.map((setting) => ({
    rule: setting.rule,
    ...judgeRule(setting.rule, setting, subject),
  }));
  return {
    trajectoryId,
    instructionId,
    kept: findings.every(({ outcome }) => outcome === "pass"),
    rules: findings,
  };
}

function judgeRule<Name extends RuleName>(
  name: Name,
  setting: RuleSettings[Name],
  subject: RuleSubject,
): Finding {
  return rules[name](setting, subject);
}

function subjectOf(trajectory: Trajectory, blobs: BlobReader, { sft }: Recipe): RuleSubject {
  let conversation: ReturnType<RuleSubject["conversation"]> | undefined;
  return {
    trajectory,
    chosen: chosenNode(trajectory),
    conversation() {
      if (conversation === undefined) conversation = sftConversation(trajectory, blobs, sft);
      return conversation;
    },
  };
}
