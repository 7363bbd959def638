import { decodeSignature, SiteIndex } from "../../../pipeline/measure/site-signature.ts";
import type { Selection } from "../selection.ts";

/** Of near-identical websites only the best is chosen. The value names the chosen one that a site is most like. */
export const distinctSites: Selection<"distinct-sites"> = ({ maxSimilarity }, candidates) => {
  const chosen = new SiteIndex();
  return candidates.map(({ trajectoryId, siteSignature }) => {
    const signature = decodeSignature(siteSignature);
    const nearest = signature && chosen.nearest(signature);
    const isTooLike = nearest !== null && nearest.similarity > maxSimilarity;
    if (signature !== null && !isTooLike) chosen.add(trajectoryId, signature);
    return {
      outcome: isTooLike ? "fail" : "pass",
      value: nearest && `${nearest.similarity.toFixed(2)} like ${nearest.id}`,
      threshold: maxSimilarity,
    };
  });
};
