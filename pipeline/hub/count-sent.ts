import type { HubAccess } from "./hub-access.ts";

/** An access that adds up what its requests carry; one that is sent again counts once. */
export function countSent(access: HubAccess): { access: HubAccess; sentBytes(): number } {
  let bytes = 0;
  return {
    access: {
      ...access,
      fetch: (input, init) => {
        bytes += bodyBytes(init?.body);
        return access.fetch(input, init);
      },
    },
    sentBytes: () => bytes,
  };
}

function bodyBytes(body: RequestInit["body"]): number {
  if (typeof body === "string") return Buffer.byteLength(body);
  if (body instanceof Blob) return body.size;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  return 0;
}
