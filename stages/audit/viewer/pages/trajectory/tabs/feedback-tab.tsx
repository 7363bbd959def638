import type { StepView } from "../../../../views/trajectory-view.ts";
import { Empty } from "../../../kit/states.tsx";
import { LongText } from "../long-text.tsx";

/** What the teacher was told about its reply. */
export function FeedbackTab({ step: { feedback, cut } }: { step: StepView }) {
  if (feedback === null) return <Empty title="Nothing was answered: the trajectory ends here." />;
  return <LongText text={feedback} label="Feedback" cut={cut.includes("feedback")} />;
}
