/* Generated from schemas/screenshot-description.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * A VLM's description of a screenshot.
 */
export interface ScreenshotDescription {
  is_error: boolean;
  error_message: string;
  screenshot_description: string;
  suggestions: string;
  [k: string]: unknown;
}
