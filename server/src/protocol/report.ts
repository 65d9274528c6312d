import type { RunState } from './runs';

/** A share of some things, in 0..1, and its 95% interval (Wilson's). */
export interface Share {
  share: number;
  interval: readonly [number, number];
  /** How many of how many. */
  count: number;
  of: number;
}

/** Of the images that were classified. */
export interface Spread {
  mean: number;
  median: number;
  total: number;
}

/** Images that failed for like reasons. */
export interface FailureGroup {
  code: string;
  images: number;
  /** By path, {@link mostReportedFailures} at most. */
  examples: { image: string; message: string }[];
}

/** What a run comes to. */
export interface RunReport {
  run: string;
  /** Absolute path. */
  folder: string;
  model: string;
  /** A run that is not `done` has images still to come, which nothing here counts. */
  state: RunState;
  labels: string[];
  /** Classified or failed. */
  images: number;
  classified: number;
  failed: number;
  /** The most frequent first. */
  failures: FailureGroup[];
  /** How many images each label was predicted for, of those that were classified; most first. */
  predicted: { label: string; images: number }[];
  /** Races that ended without one label left; null where there were no races. */
  undecided: Share | null;
  /** A forward pass of the denoiser is one evaluation; null where no image was classified. */
  evaluations: Spread | null;
  /** How many of them were remembered from before. */
  remembered: number;
  seconds: Spread | null;
  /** Null where no right label is known. */
  measured: Measured | null;
}

/** Against the right labels. All but `notAsked` and `unknown` is of the judged images alone. */
export interface Measured {
  groundTruth: 'folders' | 'table';
  /** Images that were classified and whose right label is among the labels. */
  judged: number;
  /** Images whose right label was not asked about, by that label; most first. */
  notAsked: { label: string; images: number }[];
  /** Images that were classified and whose right label is not known. */
  unknown: number;
  /** Null where no image was judged. */
  accuracy: Share | null;
  /** Plain means over the labels that have images and the figure; null where there are none. */
  macro: { precision: number | null; recall: number | null; f1: number | null };
  /** In the order of the run's labels. */
  perLabel: LabelReport[];
  /** Counts above zero; by the right label, then by the predicted one, in the order of the labels. */
  confusion: ConfusionCount[];
  /** Null where the model is not calibrated or no image was judged. */
  calibration: CalibrationFigures | null;
  labelErrors: LabelErrors;
}

export interface LabelReport {
  label: string;
  /** Judged images of which it is the right label. */
  support: number;
  /** Judged images for which it was predicted. */
  predicted: number;
  /** Of the images for which it was predicted, those that it is right for; null where there are none. */
  precision: Share | null;
  /** Of the images that it is right for, those for which it was predicted; null where there are none. */
  recall: Share | null;
  /** 2·right / (support + predicted); null where both are zero. */
  f1: number | null;
}

export interface ConfusionCount {
  truth: string;
  /** One of the labels, or "none of these". */
  predicted: string;
  images: number;
}

/** Answers of like confidence: a point of a reliability diagram. */
export interface CalibrationBin {
  from: number;
  to: number;
  answers: number;
  confidence: number;
  accuracy: number;
  interval: readonly [number, number];
}

/** How far the probability of the predicted label is to be believed (docs/calibration.md). */
export interface CalibrationFigures {
  /** Expected calibration error, in 0..1, and about its 95% interval. */
  error: number;
  interval: readonly [number, number];
  /** What chance alone would show: the mean, and what 95% stay below. */
  byChance: { mean: number; upper: number };
  bins: CalibrationBin[];
}

/** Images whose right label may be wrong: another one explains them far better. */
export interface LabelErrors {
  /** Judged images with another predicted label than the right one. */
  candidates: number;
  /** Those of them whose right label a shortlist had left out: they come last. */
  notCompared: number;
  /** The widest margin first, {@link mostReportedLabelErrors} at most unless more were asked for. */
  images: LabelError[];
}

export interface LabelError {
  image: string;
  /** The label that it has. */
  truth: string;
  predicted: string;
  /** Of the predicted label; null where the model is not calibrated. */
  probability: number | null;
  /** Of the label that it has; null also where a shortlist had left that out. */
  truthProbability: number | null;
  /** How much larger the error of the label that it has is; null where a shortlist had left it out. */
  margin: number | null;
}

export const mostReportedFailures = 20;
export const mostReportedLabelErrors = 100;
