/** SIGKILL to a process that may end by itself at any moment. */
export function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended between our look and our call
  }
}
