import { ProgressType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import { classifyRequestSchema } from './classify';
import type { LabelResult } from './classifyResult';
import type { FailureData } from './failures';
import { location, nonEmpty, progressToken } from './fields';
import { optionsSchema } from './options';
import type { Provider } from './providers';
import type { RowReview } from './rowReview';
import type { Warning } from './warnings';

/** A pattern as in a .gitignore file, relative to the folder: `*.png`, `cats/**`. */
const pattern = nonEmpty;

/** Where the right labels of images are. */
export const groundTruthSchema = z.union([
  /** `folders`: the first folder below the run's own is the label (ImageFolder). */
  z.enum(['folders', 'none']),
  /** A CSV, TSV or JSONL file with a column of image paths and one of labels. */
  z.strictObject({
    table: location,
    /** Default: `image`, `file`, `path`, `filename` or `file_name`, whichever is there. */
    imageColumn: nonEmpty.optional(),
    /** Default: `label`, `truth`, `class` or `category`, whichever is there. */
    labelColumn: nonEmpty.optional(),
  }),
]);

export const runRequestSchema = z.strictObject({
  /** A `file:` URI or an absolute path. */
  folder: location,
  /** Only images that match one of these. Default: all. */
  include: z.array(pattern).max(1_000).optional(),
  /** No images that match one of these. Default: none. */
  exclude: z.array(pattern).max(1_000).optional(),
  /**
   * A text file that names the images, one a line, in place of what is in the folder: paths from it
   * or, on the command line, addresses (https://..., s3://bucket/key). Absolute path.
   */
  images: location.optional(),
  /** Whether .gitignore and .ignore files are honoured, and what is hidden left out. Default true. */
  ignoreFiles: z.boolean().optional(),
  /** Default: the labels of the ground truth. */
  labels: classifyRequestSchema.shape.labels.optional(),
  /** Default: `folders` where every folder with images in it is named as a label, else `none`. */
  groundTruth: groundTruthSchema.optional(),
  model: location.optional(),
  options: optionsSchema.omit({ trace: true }).optional(),
});

export const classifyFolderParamsSchema = z.strictObject({
  ...runRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  /** Where a {@link RunProgress} goes as `$/progress`, about once a second. */
  runToken: progressToken.optional(),
});

/** Of a run, as {@link RunSummary} names it. */
const run = z.string().regex(/^[0-9a-f]{16}$/, 'expected the id of a run: 16 hexadecimal digits');

export const runParamsSchema = z.strictObject({ run });

export const resumeRunParamsSchema = z.strictObject({
  run,
  /** Whether images that failed before are tried again. Default false. */
  retry: z.boolean().optional(),
  workDoneToken: progressToken.optional(),
  runToken: progressToken.optional(),
});

export type GroundTruthSource = z.infer<typeof groundTruthSchema>;
export type RunRequest = z.infer<typeof runRequestSchema>;
export type ClassifyFolderParams = z.infer<typeof classifyFolderParamsSchema>;
export type RunParams = z.infer<typeof runParamsSchema>;
export type ResumeRunParams = z.infer<typeof resumeRunParamsSchema>;

/**
 * `interrupted`: its process ended without a word; as `paused`, `cancelled` and `failed` (what every
 * image would meet), it goes on when it is resumed.
 */
export type RunState = 'running' | 'paused' | 'cancelled' | 'interrupted' | 'failed' | 'done';

export interface RunCounts {
  /** Images found; still growing while `isListed` is false. */
  total: number;
  /** Classified, those of earlier goes among them. */
  done: number;
  failed: number;
  /** Of those done or failed, how many were so before this go and have not changed. */
  unchanged: number;
}

export interface RunSummary {
  /** Of what was asked (folder, labels, model, options): asking for the same goes on with the run. */
  run: string;
  /** Absolute path. */
  folder: string;
  labels: string[];
  /** Id of the model. */
  model: string;
  state: RunState;
  counts: RunCounts;
  /** Whether all files have been looked at. */
  isListed: boolean;
  /** Where the right labels were found. */
  groundTruth: 'folders' | 'table' | 'none';
  /** Of all images done, and how many of them were remembered. */
  evaluations: number;
  remembered: number;
  /** Worked on it, over all goes. */
  seconds: number;
  /** ISO 8601, UTC. */
  began: string;
  ended?: string;
  /** Why it is `failed`. */
  failure?: { code: string; message: string };
  /** Each once. */
  warnings?: Warning[];
}

/** What became of one image. */
export interface RunRow {
  /** Relative to the folder of the run, with `/` on every system. */
  image: string;
  /** Of the file when it was classified; its time in ISO 8601, UTC, to the millisecond. */
  bytes: number;
  modified: string;
  /** The right label, where it is known. */
  truth?: string;
  /** What a person has said of it. */
  review?: RowReview;
  /** Either this or `failure`. */
  result?: RowResult;
  failure?: { code: string; message: string };
}

export interface RowResult {
  predicted: string;
  /** Best first, {@link mostRowLabels} at most, and the right label where it is known. */
  labels: LabelResult[];
  calibrated: boolean;
  evaluations: number;
  remembered: number;
  seconds: number;
  /** Whether a race ended with one label; missing where there was none. */
  decided?: boolean;
  provider?: Provider;
}

/** A thousand labels of 100,000 images would make gigabytes. */
export const mostRowLabels = 64;

export interface RunProgress {
  run: string;
  state: RunState;
  counts: RunCounts;
  isListed: boolean;
  /** Over the last half minute of work; null until it is known. */
  imagesPerSecond: number | null;
  secondsLeft: number | null;
  /** What has become of images since the last one of these. */
  rows: RunRow[];
}

/**
 * Classifies the images of a folder; the same request goes on where an earlier one ended, and costs
 * nothing for what has not changed. Cancelling it keeps what is done.
 */
export namespace ClassifyFolderRequestMessage {
  export const method = 'diffusionClassifier/classifyFolder';
  export const type = new RequestType<ClassifyFolderParams, RunSummary, FailureData>(method);
}

/** All runs that there are, the newest first. */
export namespace ListRunsRequestMessage {
  export const method = 'diffusionClassifier/runs/list';
  export const type = new RequestType0<RunSummary[], FailureData>(method);
}

/** Halts a run within a batch; the request that began it stays open. */
export namespace PauseRunRequestMessage {
  export const method = 'diffusionClassifier/runs/pause';
  export const type = new RequestType<RunParams, RunSummary, FailureData>(method);
}

/** Goes on with a run, and answers when it has ended, as `classifyFolder` does. */
export namespace ResumeRunRequestMessage {
  export const method = 'diffusionClassifier/runs/resume';
  export const type = new RequestType<ResumeRunParams, RunSummary, FailureData>(method);
}

/** Forgets a run and its rows; images and exported files stay. */
export namespace RemoveRunRequestMessage {
  export const method = 'diffusionClassifier/runs/remove';
  export const type = new RequestType<RunParams, null, FailureData>(method);
}

export namespace FolderRunProgress {
  export const type = new ProgressType<RunProgress>();
}
