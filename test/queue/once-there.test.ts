import { describe, expect, test } from "vitest";
import { StopError } from "../../pipeline/errors.ts";
import { onceThere } from "../../pipeline/queue/once-there.ts";

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** Fails with each in turn, then answers how often it was asked. */
function failing(errors: readonly Error[]) {
  let asked = 0;
  return async (): Promise<number> => {
    const error = errors[asked++];
    if (error) throw error;
    return asked;
  };
}

describe.concurrent("a queue server", () => {
  test.each([
    failure("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED"),
    failure("read ECONNRESET", "ECONNRESET"),
    failure("the database system is starting up", "57P03"),
    failure("the database system is in recovery mode", "57P03"),
    failure("terminating connection due to administrator command", "57P01"),
    failure("sorry, too many clients already", "53300"),
    failure("Connection terminated unexpectedly"),
    failure("Connection terminated due to connection timeout"),
    failure("timeout exceeded when trying to connect"),
    failure("Connection is closed."),
    failure("LOADING Redis is loading the dataset in memory"),
  ])("that is away is asked again: %s", async (error) => {
    expect(await onceThere(failing([error]))).toBe(2);
  });

  test.each([
    failure("password authentication failed", "28P01"),
    failure('relation "job" does not exist', "42P01"),
    failure("OOM command not allowed when used memory > 'maxmemory'"),
    failure("Step 2 failed 5 times: Timeout 15000ms exceeded, connection terminated"),
  ])("that is there, and refuses, is not: %s", async (error) => {
    await expect(onceThere(failing([error]))).rejects.toBe(error);
  });

  test("is not waited for once the process is to end", async () => {
    const stop = new AbortController();
    const away = failure("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED");
    const asked = [
      onceThere(() => Promise.reject(away), { stopped: stop.signal }),
      onceThere(() => new Promise(() => undefined), { stopped: stop.signal }),
    ];
    stop.abort();
    for (const each of asked) await expect(each).rejects.toBeInstanceOf(StopError);
  });

  test("answers with its error once its connection was closed on purpose", async () => {
    const closed = failure("Connection is closed.");
    const signal = AbortSignal.abort();
    await expect(onceThere(() => Promise.reject(closed), { closed: signal })).rejects.toBe(closed);
  });
});
