import type { Group } from './group';

/** How a race with a stated error rate stands. */
export interface Decision {
  /** Whether one label is left: if not, several were still in the race at its end. */
  decided: boolean;
  /** Whether a difference above the declared bound was met, so that nothing is guaranteed. */
  boundExceeded: boolean;
}

/** A rule by which groups leave a race, at numbers of samples that it sets itself. */
export interface Elimination {
  /** An upper bound of all evaluations of the race. */
  readonly mostEvaluations: number;
  /** The number of samples after which it decides next; undefined when the race is over. */
  readonly nextLook: number | undefined;
  /** Null for a rule that states no error rate. */
  readonly decision: Decision | null;
  /** Of the groups in the race, which have all had `nextLook` samples, those that stay: one at least. */
  look(groups: readonly Group[]): Group[];
}
