import type { HubAccess } from "./hub-access.ts";
import { atRevision, postJson } from "./hub-request.ts";

/** Names a commit. Throws HubApiError: 409 when the tag exists. After a lost answer the caller must read back. */
export async function createTag(
  access: HubAccess,
  dataset: string,
  tag: { name: string; commit: string; message: string },
): Promise<void> {
  await postJson(access, `/api/datasets/${dataset}/tag/${atRevision(tag.commit)}`, {
    tag: tag.name,
    message: tag.message,
  });
}
