import { readFile, writeFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { InfrastructureError, UserError } from "../../pipeline/errors.ts";
import { readStore } from "../../pipeline/run/event-store.ts";
import { RunPaths, storeFiles } from "../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { S3Store } from "../../pipeline/store/s3-store.ts";
import { SealedTrajectories } from "../../pipeline/store/sealed-trajectories.ts";
import { type S3Fault, type S3StandIn, s3Keys, startS3StandIn } from "../support/s3-stand-in.ts";
import { runScript } from "../support/scripted-agent.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const id = "t1";
const key = "/bucket/runs/one/trajectories/t1.bin";

/** A store over a stand-in whose n-th request meets the n-th fault. */
async function openStore(...faults: (S3Fault | null)[]) {
  const server = await startS3StandIn((request) => faults[request - 1] ?? null);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, store: storeOf(server) };
}

function storeOf({ endpoint }: S3StandIn, keys: Partial<typeof s3Keys> = {}): SealedTrajectories {
  const options = { address: "s3://bucket/runs/one/", endpoint, region: "eu-north-1", sessionToken: null };
  return new SealedTrajectories(new S3Store({ ...options, ...s3Keys, ...keys }));
}

async function recordedRun(): Promise<RunPaths> {
  const paths = new RunPaths(await temporaryFolder());
  await runScript(paths.trajectory(id), [{ reply: '<boltAction type="finish"/>' }]);
  return paths;
}

async function digestIn(paths: RunPaths): Promise<string> {
  const { digest, damage } = await readStore(paths.trajectory(id), parseTrajectoryEvent);
  expect(damage).toEqual([]);
  return digest;
}

test.each<[string, (S3Fault | null)[], number]>([
  ["nothing", [], 1],
  ["an answer that is lost after the write", ["error-after-commit"], 3],
  ["an upload that is cut half-way, and a busy store", ["cut-upload", "error-before"], 3],
])("a sealed trajectory goes there and comes back whole through %s", async (_, faults, requests) => {
  const { server, store } = await openStore(...faults);
  const worker = await recordedRun();
  expect(await store.put(id, worker)).toBe(true);
  expect(server.requests).toHaveLength(requests);
  const planner = new RunPaths(await temporaryFolder());
  await store.fetch(id, planner);
  expect(await digestIn(planner)).toBe(await digestIn(worker));
});

test("what was put there first holds, and nothing is written over", async () => {
  const { server, store } = await openStore();
  const worker = await recordedRun();
  server.put(key, Buffer.from("another worker's"));
  expect(await store.put(id, worker)).toBe(false);
  expect(server.objects.get(key)?.toString()).toBe("another worker's");
  expect(await store.writeTextOnce("gui-tests/a.md", "first")).toBe("first");
  expect(await store.writeTextOnce("gui-tests/a.md", "second")).toBe("first");
});

test("what does not verify does not come into the run folder", async () => {
  const { server, store } = await openStore();
  const worker = await recordedRun();
  await store.put(id, worker);
  const object = Buffer.from(server.objects.get(key) ?? "");
  object.writeUInt8(object.readUInt8(200) ^ 1, 200);
  server.put(key, object);
  const planner = new RunPaths(await temporaryFolder());
  await expect(store.fetch(id, planner)).rejects.toThrow(InfrastructureError);
  expect((await readStore(planner.trajectory(id), parseTrajectoryEvent)).events).toEqual([]);
  // one that is not sealed, or another's, neither
  const files = storeFiles(worker.trajectory(id));
  const lines = (await readFile(files.journal, "utf8")).split("\n");
  await writeFile(files.journal, `${lines.slice(0, -2).join("\n")}\n`);
  server.put("/bucket/runs/one/trajectories/t2.bin", server.objects.get(key) ?? Buffer.alloc(0));
  await expect(store.fetch("t2", planner)).rejects.toThrow(/does not verify/);
});

test("a trajectory that is not there is not there", async () => {
  const { store } = await openStore();
  const planner = new RunPaths(await temporaryFolder());
  await store.fetch(id, planner);
  expect((await readStore(planner.trajectory(id), parseTrajectoryEvent)).events).toEqual([]);
});

test("wrong keys are the user's to mend, and are not tried again", async () => {
  const { server } = await openStore();
  const store = storeOf(server, { secretAccessKey: "wrong" });
  await expect(store.putInputs({ manifest: Object(null), instructions: [] })).rejects.toThrow(UserError);
  await expect(store.getInputs("inputs/none")).rejects.toThrow(/HTTP 403 SignatureDoesNotMatch/);
  expect(server.requests).toHaveLength(2);
});
