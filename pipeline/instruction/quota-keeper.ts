import type { Quotas } from "../contracts/generated/config.ts";
import type { Facets } from "./facets.ts";

export type { Quotas };

/** A value of a facet that has all the instructions it may have. */
export interface FullQuota {
  /** In words: "application type". */
  facet: string;
  value: string;
  limit: number;
}

const facetNames = {
  applicationType: "application type",
  backgroundColor: "background color",
  componentColor: "component color",
  featureFamily: "feature family",
} as const satisfies Record<keyof Quotas, string>;

const quotaKinds = Object.keys(facetNames) as (keyof Quotas)[];

/** Counts instructions by what they are balanced over. */
export class QuotaKeeper {
  readonly #quotas: Quotas;
  readonly #counts = new Map<string, number>();

  constructor(quotas: Quotas) {
    this.#quotas = quotas;
  }

  /** Whether any quota was set. */
  get isLimited(): boolean {
    return quotaKinds.some((kind) => this.#quotas[kind] !== undefined);
  }

  /** The first quota that one more instruction of this kind would exceed; null when there is room. */
  findFull(facets: Facets): FullQuota | null {
    for (const kind of quotaKinds) {
      const limit = this.#quotas[kind];
      if (limit === undefined) continue;
      const full = valuesOf(facets, kind).find((value) => this.#countOf(kind, value) >= limit);
      if (full !== undefined) return { facet: facetNames[kind], value: full, limit };
    }
    return null;
  }

  add(facets: Facets): void {
    for (const kind of quotaKinds) {
      for (const value of valuesOf(facets, kind))
        this.#counts.set(keyOf(kind, value), this.#countOf(kind, value) + 1);
    }
  }

  #countOf(kind: keyof Quotas, value: string): number {
    return this.#counts.get(keyOf(kind, value)) ?? 0;
  }
}

function keyOf(kind: keyof Quotas, value: string): string {
  return `${kind}\u0000${value}`;
}

function valuesOf(facets: Facets, kind: keyof Quotas): string[] {
  if (kind === "featureFamily") return facets.featureFamilies;
  const value = facets[kind];
  return value === null ? [] : [value];
}
