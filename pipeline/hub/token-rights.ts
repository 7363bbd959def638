import type { HubAccess } from "./hub-access.ts";
import { hubRequest } from "./hub-request.ts";

/** What a token may do, as the Hub tells its bearer. */
export interface TokenRights {
  /** `read`, `write`, `fineGrained`, ...; null when the Hub does not say. */
  role: string | null;
  /** Owners and repositories that a fine-grained token may write, by name; null: the token is of another kind. */
  writable: string[] | null;
}

/** Asks the Hub who the token is. The client's own answer leaves the rights of fine-grained tokens out. Throws HubApiError. */
export async function readTokenRights(access: HubAccess): Promise<TokenRights> {
  const token: { role?: unknown; fineGrained?: unknown } = Object(
    Object(Object(await (await hubRequest(access, "/api/whoami-v2")).json()).auth).accessToken,
  );
  const role = typeof token.role === "string" ? token.role : null;
  const { scoped }: { scoped?: unknown } = Object(token.fineGrained);
  // what is not told cannot be held against the token: the Hub itself will
  if (role !== "fineGrained" || !Array.isArray(scoped)) return { role, writable: null };
  return { role, writable: scoped.flatMap(writableName) };
}

function writableName(scope: unknown): string[] {
  const { entity, permissions }: { entity?: unknown; permissions?: unknown } = Object(scope);
  const { name }: { name?: unknown } = Object(entity);
  const mayWrite = Array.isArray(permissions) && permissions.includes("repo.write");
  return mayWrite && typeof name === "string" ? [name] : [];
}
