/** What one sample says about a group, against the rival that led before it. */
export interface Observation {
  /** D: by how much the group's score is worse than the rival's at this sample, in units of error. */
  difference: number;
  /** What the priors alone make of it: D is the difference of two errors, plus this. */
  shift: number;
  /** m: the largest mean that D can have, given all before, if the group wins on the whole grid. */
  largestMean: number;
  /** A forecast of D from the samples before. */
  expected: number;
}

/** Evidence, gathered sample by sample, that a group does not win on the whole grid. */
export interface Evidence {
  add(observation: Observation): void;
  /** Whether the group may leave the race. */
  readonly isEnough: boolean;
}
