import type { Review } from "../../../../../pipeline/contracts/generated/review.ts";
import { formatTime } from "../../kit/formats.ts";

/** What other people said of it. */
export function OtherReviews({ reviews, reviewer }: { reviews: readonly Review[]; reviewer: string }) {
  const others = reviews.filter((review) => review.reviewer !== reviewer);
  if (others.length === 0) return null;
  return (
    <section class="words" aria-label="Other reviews">
      <h2>Other reviews</h2>
      <ul class="other-reviews">
        {others.map(({ reviewer, decision, at, note, screenshotScore, guiScore, blind }) => (
          <li key={reviewer}>
            <p>
              <strong>{reviewer}</strong>{" "}
              <span class={`tag ${{ keep: "good", reject: "bad", unsure: "warn" }[decision]}`}>
                {decision}
              </span>{" "}
              <span class="soft">
                {screenshotScore !== null && `screenshot ${screenshotScore} · `}
                {guiScore !== null && `GUI ${guiScore} · `}
                {blind && "blind · "}
                {formatTime(at)}
              </span>
            </p>
            {note !== "" && <p class="words-text">{note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
