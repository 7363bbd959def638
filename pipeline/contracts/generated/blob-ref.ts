/* Generated from schemas/blob-ref.v1.schema.json by `npm run schemas`. Do not edit. */

/**
 * Address of a blob in the pack beside the journal: the SHA-256 of its uncompressed bytes.
 */
export type BlobRef = string;
