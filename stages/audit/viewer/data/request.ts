/** Asks the live server. Throws an Error whose message is for people: the server's own words, where it gave any. */
export async function request(address: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Error("The audit server does not answer. Is `curate audit` still running?", { cause });
  }
  if (response.ok) return response;
  throw new Error(
    (await problemOf(response)) ?? `The audit server answered ${response.status} to ${address}.`,
  );
}

/** `{"problem": "…"}`, as the server tells what is wrong. */
async function problemOf(response: Response): Promise<string | null> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    const problem = Object(body).problem;
    return typeof problem === "string" ? problem : null;
  } catch (error) {
    if (error instanceof SyntaxError) return text.length > 0 && text.length < 400 ? text : null;
    throw error;
  }
}
