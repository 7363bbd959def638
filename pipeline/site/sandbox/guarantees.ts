/** What a sandbox may promise, in words for people. Each has a probe in test/conformance. */
export const guarantees = {
  "clean-environment": "programs see the environment they were given and nothing of ours",
  "hidden-files": "of this machine's files only its programs can be read",
  "confined-writes": "nothing is written but the site's own folder and temporary files",
  "hidden-processes": "no process of this machine can be seen, read or signalled",
  "no-host-ports": "no port of this machine is reached",
  "no-outside": "no address and no name beyond this machine is reached",
  "own-ports": "two sites may listen on the same port",
  "no-privileges": "the user inside has no privileges, and can gain none",
  "hidden-paths": "the user's name and folders are not told",
  "process-limit": "a fork bomb ends",
  "memory-limit": "memory is bounded, over all processes together",
  "disk-limit": "what is written to the site's folder is bounded",
  "temporary-limit": "temporary files are bounded",
  "output-limit": "output is bounded",
  "time-limit": "nothing runs for ever",
  "tree-ends": "at the end every process is killed, whatever signals it ignores and whatever group it left",
  "no-survivor": "no trick lets a process outlive the others",
  "ends-with-us": "nothing stays when we are killed ourselves",
} as const;

export type Guarantee = keyof typeof guarantees;

/** The guarantees that a sandbox does not give, each with what can happen; every other one it gives. */
export type Weaknesses = Readonly<Partial<Record<Guarantee, string>>>;

export const guaranteeNames = Object.keys(guarantees).filter((name): name is Guarantee => name in guarantees);
