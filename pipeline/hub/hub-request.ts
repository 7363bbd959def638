import { HUB_URL, HubApiError } from "@huggingface/hub";
import type { HubAccess } from "./hub-access.ts";

/** One request to the Hub's own interface, for what the client does not offer. Throws HubApiError on a refusal. */
export async function hubRequest(access: HubAccess, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (access.accessToken !== undefined) headers.set("authorization", `Bearer ${access.accessToken}`);
  const response = await access.fetch(`${access.hubUrl ?? HUB_URL}${path}`, {
    ...init,
    headers,
    signal: access.signal,
  });
  if (response.ok) return response;
  throw new HubApiError(
    response.url,
    response.status,
    response.headers.get("x-request-id") ?? undefined,
    await refusalOf(response),
  );
}

export function postJson(access: HubAccess, path: string, body: unknown): Promise<Response> {
  return hubRequest(access, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A path below a revision; a revision's own slashes are encoded, a file's are not. */
export function atRevision(revision: string, path = ""): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${encodeURIComponent(revision)}${path === "" ? "" : `/${encoded}`}`;
}

async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error, message }: { error?: unknown; message?: unknown } = Object(JSON.parse(text));
    return String(error ?? message ?? text);
  } catch {
    // no JSON: the text is the message
    return text.slice(0, 200) || response.statusText;
  }
}
