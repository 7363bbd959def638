import type { Instruction } from "../contracts/generated/instruction.ts";
import type { InstructionSpecification } from "../contracts/generated/instruction-specification.ts";
import type { FamilyReader } from "./feature-families.ts";
import { requestedColors } from "./requested-colors.ts";

/** What instructions are balanced over. */
export interface Facets {
  applicationType: string;
  /** Colour names as CSS writes them, run together; null where the text names none. */
  backgroundColor: string | null;
  componentColor: string | null;
  featureFamilies: string[];
}

/** The parts of an instruction that tell its facets. */
export type FacetedInstruction = Pick<Instruction, "instruction" | "application_type"> & {
  source?: { specification: InstructionSpecification | null };
};

/** Facets of an instruction: of what it was asked to contain where that is known, else of its text. */
export function facetsOf(
  { instruction, application_type, source }: FacetedInstruction,
  familiesOf: FamilyReader,
): Facets {
  if (source?.specification) return specificationFacets(source.specification, familiesOf);
  const { background, component } = requestedColors(instruction);
  return {
    applicationType: application_type,
    backgroundColor: background && colorKey(background.words),
    componentColor: component && colorKey(component.words),
    featureFamilies: familiesOf(instruction),
  };
}

/** Facets of an instruction that is still to be written. */
export function specificationFacets(
  specification: InstructionSpecification,
  familiesOf: FamilyReader,
): Facets {
  return {
    applicationType: specification.applicationType,
    backgroundColor: colorKey(specification.backgroundColor),
    componentColor: colorKey(specification.componentColor),
    featureFamilies: familiesOf(specification.features.join("; ")),
  };
}

/** "Pale green" and "palegreen" are one colour. */
export function colorKey(words: string): string {
  return words.toLowerCase().replace(/[\s-]/g, "").replace("grey", "gray");
}
