/* Generated from schemas/taxonomy.v1.schema.json by `npm run schemas`. Do not edit. */

export type Phrase = string;

/**
 * What instructions are sampled from: the files of data/taxonomy, put together.
 */
export interface Taxonomy {
  /**
   * application-types.json
   *
   * @minItems 1
   */
  applicationTypes: ApplicationType[];
  /**
   * color-pairs.json: CSS colours that can be told apart on one another
   *
   * @minItems 1
   */
  colorPairs: ColorPair[];
  /**
   * categories.json: primary categories of websites, as published
   */
  applicationCategories: Category[];
  /**
   * categories.json: primary categories of test cases, as published
   */
  testCategories: Category[];
  /**
   * feature-families.json: kinds of functions, for counting what instructions ask for
   *
   * @minItems 1
   */
  featureFamilies: FeatureFamily[];
}
export interface ApplicationType {
  /**
   * as published
   */
  name: string;
  /**
   * what such a website may be about: phrases that can follow "for"
   *
   * @minItems 1
   */
  domains: Phrase[];
  /**
   * whom such a website is for, in the plural
   *
   * @minItems 1
   */
  audiences: Phrase[];
  /**
   * what users do there: phrases that can follow "users can"
   *
   * @minItems 6
   */
  features: Phrase[];
}
export interface ColorPair {
  background: Phrase;
  component: Phrase;
}
export interface Category {
  name: Phrase;
  subcategories: Phrase[];
}
export interface FeatureFamily {
  name: Phrase;
  /**
   * words and phrases that tell a function of this kind; "filter*" stands for all words that begin so
   *
   * @minItems 1
   */
  words: Phrase[];
}
