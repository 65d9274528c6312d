import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { FailureData } from './failures';
import { location, progressToken } from './fields';
import { runParamsSchema } from './runs';

/** `link`: symbolic. */
export const sortWays = ['copy', 'move', 'link', 'hardLink'] as const;

export const sortOptionsSchema = z.strictObject({
  way: z.enum(sortWays),
  /** Whether the predicted label decides, or the one a person gave in review. Default `predicted`. */
  by: z.enum(['predicted', 'review']).optional(),
  /** The folder that gets a folder for each label. Default: beside the run's, `photos-sorted`. */
  to: location.optional(),
  /** Images whose label is less probable are uncertain. Default: none. */
  threshold: z.number().min(0).max(1).optional(),
  /** Images whose second label is as good as the first but for less are uncertain. Default: none. */
  margin: z.number().min(0).optional(),
  /** What becomes of uncertain images. Default `folder`: they go to one that is called `uncertain`. */
  uncertain: z.enum(['folder', 'stay']).optional(),
});

export const sortRunParamsSchema = z.strictObject({
  ...runParamsSchema.shape,
  ...sortOptionsSchema.shape,
  /** Whether to answer with the plan alone. Default false. */
  dryRun: z.boolean().optional(),
  workDoneToken: progressToken.optional(),
});

export const undoSortParamsSchema = z.strictObject({
  /** As {@link SortSummary} names it. */
  log: location,
  workDoneToken: progressToken.optional(),
});

export type SortWay = (typeof sortWays)[number];
export type SortOptions = z.infer<typeof sortOptionsSchema>;
export type SortRunParams = z.infer<typeof sortRunParamsSchema>;
export type UndoSortParams = z.infer<typeof undoSortParamsSchema>;

/**
 * Why an image stays where it is:
 * - `failed`: it was not classified
 * - `uncertain`: and those are to stay
 * - `notReviewed`: no label was given to it, and those decide
 * - `inPlace`: it lies in its label's folder
 * - `sorted`: it was sorted before, by the same log
 * - `changed`: the file is not the one that was classified
 * - `missing`: there is no such file any more
 * - `outside`: its path leads out of the folder
 * - `isLink`: a link, which would lead nowhere if it was moved
 * - `error`: the file system refused it
 */
export type StayReason =
  | 'failed'
  | 'uncertain'
  | 'notReviewed'
  | 'inPlace'
  | 'sorted'
  | 'changed'
  | 'missing'
  | 'outside'
  | 'isLink'
  | 'error';

export interface SortedLabel {
  /** Null of uncertain images. */
  label: string | null;
  /** Name of its folder: the label, as far as file systems take it. */
  folder: string;
  images: number;
}

export interface SortSummary {
  /** Absolute paths. */
  folder: string;
  to: string;
  way: SortWay;
  /** What goes where, or with `dryRun` would; the folder with the most images first. */
  labels: SortedLabel[];
  /** Images in them. */
  images: number;
  /** How many of them got another name because theirs was taken. */
  renamed: number;
  /** How many images stay, by reason. */
  stay: Partial<Record<StayReason, number>>;
  /** Images that stay though they were classified, a thousand at most. */
  notSorted: { image: string; reason: StayReason; message: string }[];
  /** Hard links were made in place of symbolic ones, which the system refused. */
  hardLinked?: true;
  /** Absolute path of what it can be undone by; missing where nothing was done. */
  log?: string;
}

export interface UndoSummary {
  /** Images that are again as they were. */
  restored: number;
  /** Those that are not, a thousand at most, and why. */
  kept: { file: string; message: string }[];
  /** How many those are. */
  left: number;
}

/**
 * Sorts the images of a run into a folder for each label. Nothing is overwritten, and what is done is
 * written down first; the same request goes on where an earlier one ended.
 */
export namespace SortRunRequestMessage {
  export const method = 'diffusionClassifier/runs/sort';
  export const type = new RequestType<SortRunParams, SortSummary, FailureData>(method);
}

/** Brings everything back that is still what it was, and removes the log when that was all. */
export namespace UndoSortRequestMessage {
  export const method = 'diffusionClassifier/runs/undoSort';
  export const type = new RequestType<UndoSortParams, UndoSummary, FailureData>(method);
}
