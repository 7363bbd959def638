import type { Candidate } from "../../pipeline/contracts/generated/candidate.ts";
import {
  type ContaminationFinding,
  contaminationDetail,
} from "../../pipeline/instruction/contamination-index.ts";
import type { Facets } from "../../pipeline/instruction/facets.ts";
import { NearDuplicateIndex } from "../../pipeline/instruction/near-duplicate-index.ts";
import { QuotaKeeper, type Quotas } from "../../pipeline/instruction/quota-keeper.ts";

/** A text that asks to be let in. */
export interface Applicant {
  id: string;
  instruction: string;
  facets: Facets;
}

/** What became of it, in the words of a candidate. */
export type Admission = Pick<Candidate, "outcome" | "reason" | "detail" | "evidence">;

/**
 * The door to a run: lets no text in that is too close to a test instruction, says the same as one that is in, or is one
 * too many of its kind. Of texts that say the same the first is kept: what the run held before, then the order in
 * which they ask.
 */
export class InstructionDoor {
  readonly #duplicates: NearDuplicateIndex | null;
  readonly #quotas: QuotaKeeper;

  constructor(options: { quotas?: Quotas; refuseDuplicates: boolean }) {
    this.#duplicates = options.refuseDuplicates ? new NearDuplicateIndex() : null;
    this.#quotas = new QuotaKeeper(options.quotas ?? {});
  }

  /** Whether there are quotas at all. */
  get isLimited(): boolean {
    return this.#quotas.isLimited;
  }

  /** Whether there is room for one more of this kind. */
  hasRoomFor(facets: Facets): boolean {
    return this.#quotas.findFull(facets) === null;
  }

  /** Lets a text in or tells why not. `contamination` is what it is too close to, the worst first. */
  ask(applicant: Applicant, contamination: readonly ContaminationFinding[]): Admission {
    const [worst] = contamination;
    if (worst !== undefined)
      return {
        ...refusal("contaminated", contaminationDetail(worst)),
        evidence: {
          contamination: contamination.map((finding) => ({ ...finding, score: rounded(finding.score) })),
        },
      };
    const duplicate = this.#duplicates?.find(applicant.instruction) ?? null;
    if (duplicate !== null) {
      const { kind, id, distance, jaccard } = duplicate;
      return {
        ...refusal(
          kind,
          `${distance} edits from ${id}, which is kept; ${Math.round(jaccard * 100)} % of word pairs in both`,
        ),
        evidence: { duplicate: { of: id, distance, jaccard: rounded(jaccard) } },
      };
    }
    const full = this.#quotas.findFull(applicant.facets);
    if (full !== null)
      return refusal(
        "over-quota",
        `${full.facet} ${JSON.stringify(full.value)} has its ${full.limit} instructions`,
      );
    this.enter(applicant);
    return { outcome: "kept", reason: null, detail: null };
  }

  /** Counts a text that is in the run already. */
  enter({ id, instruction, facets }: Applicant): void {
    this.#duplicates?.add(id, instruction);
    this.#quotas.add(facets);
  }
}

function refusal(reason: string, detail: string): Admission {
  return { outcome: "dropped", reason, detail };
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}
