import { InfrastructureError } from "./errors.ts";

/** `subject` was late, and so is an empty page: that says nothing of the site, and the step is begun again. */
export function busyMachineError(subject: string, reason: string, cause?: unknown): InfrastructureError {
  return new InfrastructureError(
    `${subject} was late (${reason}), and an empty page is late too: the machine is too busy to tell how a site behaves. Let fewer sites run at a time (site.slots, record.concurrency).`,
    { cause },
  );
}
