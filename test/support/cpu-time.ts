/**
 * Milliseconds of processor time that this thread spends on some work. Other processes do not count, so that a bound on
 * it holds on a busy machine too.
 */
export function cpuMillisecondsOf(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
