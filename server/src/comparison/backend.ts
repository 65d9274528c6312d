import type { Failure } from '../failure';
import type { Warning } from '../protocol';

export type BackendKind = 'diffusion' | 'clip' | 'classifier' | 'probe';

/** An image and its right label. */
export interface LabelledImage {
  /** Absolute path. */
  file: string;
  label: string;
}

/** What a backend takes an image for. */
export interface BackendAnswer {
  predicted: string;
  seconds: number;
  /** Evaluations of a denoiser; none where there is no denoiser. */
  evaluations: number;
  /** Of them, those that were known from before: the seconds then say little. */
  remembered: number;
}

export interface BackendControl {
  signal: AbortSignal;
  /** Is told once of each image, in any order. */
  onAnswer(file: string, answer: BackendAnswer | Failure): void;
  onWarning(warning: Warning): void;
  /** What is done before the first image, such as fitting; a line. */
  onPreparing(what: string): void;
}

/** One of the classifiers that are compared, open for questions about some labels. */
export interface Backend {
  /** What tables call it. */
  name: string;
  kind: BackendKind;
  /**
   * Classifies images. What is wrong with one of them is its answer.
   *
   * @throws Failure what every image would meet; `cancelled`.
   */
  classify(files: readonly string[], control: BackendControl): Promise<void>;
}
