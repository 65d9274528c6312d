import type { Provider } from './providers';
import type { Warning } from './warnings';

export interface LabelResult {
  label: string;
  /** In 0..1, summing to one over the labels; null where the model is not calibrated. */
  probability: number | null;
  /** Mean error over the label's own samples. */
  error: number;
  /** Samples this label was evaluated on. */
  samples: number;
  /** How much larger its error is than the best label's, on the samples both were evaluated on. */
  margin: number;
  /** Whether this is "none of these", which nobody gave as a label. */
  none?: true;
}

/** How a race came to its answer. */
export interface Decision {
  /** What δ is worth: guaranteed by a non-asymptotic sequence, or by an asymptotic one. */
  rule: 'exact' | 'approximate';
  /** δ: how probably, over the random order of samples, the grid has another winner. */
  delta: number;
  /** Samples of the grid. */
  grid: number;
  /** Whether one label was left. */
  decided: boolean;
  /** The labels still in the race at its end, best first: one where it was decided. */
  inRace: string[];
  /** With `exact`: a difference beyond the declared bound was seen, so that nothing is guaranteed. */
  boundExceeded?: true;
}

/** What was left of the labels before they were compared, and what that took. */
export interface Shortlist {
  /** Id of the CLIP model that chose. */
  model?: string;
  /** Of a hierarchy: the parents that were kept, level by level. */
  parents?: string[];
  /** The labels that were compared; of CLIP the most likely first. */
  kept: string[];
  /** How many labels were not compared. They are not in `labels`, and have no probability. */
  dropped: number;
  /** Labels, or parents a level, that were to be kept; missing where that was half of the parents. */
  keep?: number;
  /** In 0..1: how often the right label was among as many on labelled images, where that is known. */
  recall?: number;
  /** Parts of the result's. */
  evaluations: number;
  seconds: number;
}

export interface ClassifyResult {
  /** As it was asked for: a path or a URI. */
  image: string;
  /** Id of the model. */
  model: string;
  predicted: string;
  /** Best first. */
  labels: LabelResult[];
  calibrated: boolean;
  /** One label (prompt) at one sample is one evaluation: a forward pass of the denoiser. */
  evaluations: number;
  /** How many of them were in the error store and cost nothing; missing in results of old versions. */
  remembered?: number;
  seconds: number;
  /** Of a result that is remembered, when it was found: ISO 8601, UTC. Old ones have none. */
  classified?: string;
  /** With elimination `racing`. */
  decision?: Decision;
  /** With `shortlist`. Probabilities and margins are among the labels that it kept. */
  shortlist?: Shortlist;
  /** What the denoiser ran on. */
  provider?: Provider;
  /** None where there is nothing to know. */
  warnings?: Warning[];
  /** With `trace`: the samples in the order in which they were visited. */
  samples?: { index: number; timestep: number }[];
  /** With `trace`: by label, one error a sample, null where it was not evaluated. */
  errors?: Record<string, (number | null)[]>;
}

/** Where a classification stands after a batch. */
export interface Standing {
  /** Best first, those that left the race after those still in it. */
  labels: (LabelResult & { inRace: boolean })[];
  calibrated: boolean;
  evaluations: number;
  /** Evaluations when nothing more is eliminated than planned. */
  plannedEvaluations: number;
}
