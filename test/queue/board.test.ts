import { expect, test } from "vitest";
import { UserError } from "../../pipeline/errors.ts";
import { openBoard } from "../../pipeline/queue/board.ts";
import { parseQueueAddress } from "../../pipeline/queue/queue-address.ts";
import { ownRedis, redisProgram, withoutRedis } from "../support/redis.ts";

test.runIf(redisProgram !== null)(
  `the board shows the queue on loopback, and changes nothing${withoutRedis}`,
  async () => {
    const redis = await ownRedis();
    await using board = await openBoard(parseQueueAddress(redis.url), 0);
    expect(board.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(board.url)).text()).toContain("webgen-curator");
    const queues = await (await fetch(`${board.url}api/queues`)).json();
    expect(queues).toMatchObject({ queues: [{ name: "curate", readOnlyMode: true }] });
  },
);

test("a queue on PostgreSQL has no board", async () => {
  await expect(openBoard(parseQueueAddress("postgres://127.0.0.1:1/none"), 0)).rejects.toThrow(UserError);
});
