/** Something about a run folder that is not as it should be. */
export interface RunFinding {
  /** the file or trajectory, relative to the run folder */
  subject: string;
  /** what is wrong, and what was lost by it */
  problem: string;
  /** what a repair did about it; null: nothing */
  repaired: string | null;
}
