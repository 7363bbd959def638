import { InfrastructureError } from "./errors.ts";

/** `subject` was late, and so was `control`: that says nothing of the site, and the step is begun again. */
export function busyMachineError(
  subject: string,
  { reason, control, cause }: { reason: string; control: string; cause?: unknown },
): InfrastructureError {
  return new InfrastructureError(
    `${subject} was late (${reason}), and so was ${control}: the machine is too busy to tell how a site behaves. Let fewer sites run at a time (site.slots, record.concurrency).`,
    { cause },
  );
}
