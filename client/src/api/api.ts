/**
 * What the extension offers to other extensions. This file needs nothing but `vscode`: copy it, and
 * get the interface by
 *
 *     const id = 'diffusion-classifier.diffusion-classifier';
 *     const api = await vscode.extensions.getExtension<DiffusionClassifierApi>(id)?.activate();
 */
import type { CancellationToken, Event, Uri } from 'vscode';

/**
 * Within a version there may be more, never less. What fails throws an Error with a `code`
 * (docs/protocol.md lists them) and a message in the language of the editor or in English; what was
 * cancelled throws `vscode.CancellationError`.
 */
export interface DiffusionClassifierApi {
  readonly version: 1;

  /**
   * This window has learnt of a result, whoever asked for it: folders that are classified tell here,
   * too, and so does what the explorer finds to be known from before.
   */
  readonly onDidClassify: Event<ClassifiedImage>;

  /**
   * Classifies an image against at least one label, with the model and the options of the settings
   * where `options` says nothing. The result shows in the explorer like any.
   */
  classify(
    image: Uri,
    labels: readonly Label[],
    options?: ClassifyOptions,
    token?: CancellationToken,
  ): Promise<Classification>;

  /**
   * The newest result of an image as it is now, or undefined: computes nothing. In a workspace that
   * is not trusted it knows of this window's results alone, until something was classified.
   */
  known(image: Uri): Promise<Classification | undefined>;

  /** Why the first of two labels fits an image better than the second, or does not. */
  explain(image: Uri, labels: [Label, Label], token?: CancellationToken): Promise<Explanation>;

  /**
   * Classifies the images below a folder, or goes on where that was begun before. It is a run like
   * those that people begin: it shows in the sidebar, where they can pause and cancel it. Resolves
   * when it has ended, as `state` says how; cancelling keeps what is done.
   */
  classifyFolder(
    folder: Uri,
    options?: FolderOptions,
    token?: CancellationToken,
  ): Promise<FolderSummary>;
}

export interface ClassifiedImage {
  readonly image: Uri;
  readonly result: Classification;
}

/** A label, or a label with what the model is asked in its place. */
export type Label = string | { label: string; prompts?: string[]; prior?: number };

export interface ClassifyOptions {
  /** Samples (pairs of a timestep and noise) that a label gets at most. */
  samples?: number;
  elimination?: 'none' | 'staged' | 'racing';
  /** For a race: whether its error probability `delta` is guaranteed. */
  racing?: 'exact' | 'approximate';
  delta?: number;
  /** Whether "none of these" may be the answer. */
  noneOfThese?: boolean;
  /** Each a text with `{}` where the label goes, for models that read text. */
  templates?: string[];
}

export interface Classification {
  /** URI of the image. */
  image: string;
  /** Id of the model. */
  model: string;
  predicted: string;
  /** Best first. */
  labels: LabelScore[];
  /** Whether there are probabilities, or an order alone. */
  calibrated: boolean;
  /** Forward passes of the denoiser, one for each label (prompt) and sample. */
  evaluations: number;
  seconds: number;
  /** Of a race: whether one label was left, and which ones were. */
  decision?: { decided: boolean; inRace: string[] };
  warnings?: { code: string; message: string }[];
}

export interface LabelScore {
  label: string;
  /** In 0..1, summing to one over the labels; null where the model is not calibrated. */
  probability: number | null;
  /** Mean error over the samples of the label: the less, the better it fits. */
  error: number;
  samples: number;
  /** How much larger its error is than that of the best label. */
  margin: number;
  /** Whether this is "none of these". */
  none?: true;
}

/** Every difference is the second label's error less that of the first: above 0 for the first. */
export interface Explanation {
  labels: [string, string];
  difference: number;
  /** Of 95%; null where it is not known. */
  interval: [low: number, high: number] | null;
  /** Mean differences in each cell of `region`, row by row from the upper left. */
  map: { width: number; height: number; differences: number[] };
  /** What the model sees of the image, in pixels of the upright image, whose size is `size`. */
  region: { x: number; y: number; width: number; height: number };
  size: { width: number; height: number };
  /** By timestep, rising. */
  curve: { from: number; to: number; difference: number }[];
}

export interface FolderOptions {
  /** Default: the names of its folders, where images lie in one for each label. */
  labels?: Label[];
  /** Only images that match one of these patterns, as in a .gitignore file. */
  include?: string[];
  exclude?: string[];
  options?: ClassifyOptions;
  /** About once a second. */
  onProgress?: (progress: FolderProgress) => void;
}

export interface FolderProgress {
  /** Id of the run. */
  run: string;
  counts: ImageCounts;
}

export interface FolderSummary {
  /** Id of the run. */
  run: string;
  /** Absolute path. */
  folder: string;
  labels: string[];
  model: string;
  state: 'done' | 'paused' | 'cancelled' | 'interrupted' | 'failed' | 'running';
  counts: ImageCounts;
}

export interface ImageCounts {
  /** Images found so far. */
  total: number;
  done: number;
  failed: number;
}
