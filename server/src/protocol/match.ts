import { ProgressType, RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import { prioritySchema } from './classify';
import type { FailureData } from './failures';
import { location, progressToken } from './fields';
import { optionsSchema } from './options';
import type { Provider } from './providers';
import type { Share } from './report';
import type { Warning } from './warnings';

/** What an image's errors are measured against for the normalised image score. */
export const referencesSchema = z.union([
  /** Its error without a caption. */
  z.literal('unconditional'),
  /** Its mean error under so many captions of other groups. */
  z.int().min(1).max(1_000),
]);

export const matchRequestSchema = z.strictObject({
  /** A JSONL file of groups, or the folder of the Winoground release: a path or a `file:` URI. */
  source: location,
  model: location.optional(),
  options: optionsSchema
    .pick({
      samples: true,
      loss: true,
      seed: true,
      sampleSet: true,
      preprocessing: true,
      remember: true,
    })
    .extend({ references: referencesSchema.optional() })
    .optional(),
});

export const matchParamsSchema = z.strictObject({
  ...matchRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  /** Where a {@link MatchProgress} goes after every group, as `$/progress`. */
  groupToken: progressToken.optional(),
  priority: prioritySchema.optional(),
});

export type References = z.infer<typeof referencesSchema>;
export type MatchRequest = z.infer<typeof matchRequestSchema>;
export type MatchParams = z.infer<typeof matchParamsSchema>;

/**
 * `text`: each image has a lower error under its own caption than under any other. `image`: each
 * caption has a lower error on its own image than on any other. `group`: both. The normalised ones
 * are of errors that have been made comparable between images.
 */
export const matchScores = [
  'text',
  'image',
  'group',
  'normalizedImage',
  'normalizedGroup',
] as const;
export type MatchScoreName = (typeof matchScores)[number];

/** The caption at a place belongs to the image at the same place; what has no partner only misleads. */
export interface MatchGroup {
  id: string;
  tags: string[];
  /** Absolute paths or URIs. */
  images: string[];
  captions: string[];
}

export interface MatchedGroup extends MatchGroup {
  /** Mean error of [image][caption] over the samples: the lower, the better they fit. */
  errors: number[][];
  /** The same less the error under the references, where these were asked for. */
  normalizedErrors?: number[][];
  /** Whether the group is right; null where there is nothing to confuse, as with a single image. */
  correct: Partial<Record<MatchScoreName, boolean | null>>;
}

export interface FailedGroup extends MatchGroup {
  failure: { code: string; message: string };
}

/** A share of the groups that are right, of those where something can be confused. */
export interface MatchScore extends Share {
  /** What guessing gets on average; null where nobody knows a formula (normalised group score). */
  chance: number | null;
}

export interface TagScores {
  /** Null: all groups. */
  tag: string | null;
  groups: number;
  /** A score that no group has is missing. */
  scores: Partial<Record<MatchScoreName, MatchScore>>;
}

export interface MatchReport {
  /** As it was asked for. */
  source: string;
  /** Id of the model. */
  model: string;
  /** What the denoiser ran on; null where no group was matched. */
  provider: Provider | null;
  loss: 'l2' | 'l1' | 'huber';
  sampleSet: 'product' | 'official';
  seed: number;
  /** Of every image under every caption. */
  samples: number;
  references: References | null;
  /** All groups first, then the tags with the most groups. */
  scores: TagScores[];
  groups: MatchedGroup[];
  failures: FailedGroup[];
  evaluations: number;
  /** How many of them were remembered from before. */
  remembered: number;
  seconds: number;
  warnings: Warning[];
}

export interface MatchProgress {
  /** Groups matched or failed, of `total`. */
  done: number;
  total: number;
  group: MatchedGroup | FailedGroup;
}

/** Matches images with captions, group by group; what was computed before costs nothing. */
export namespace MatchRequestMessage {
  export const method = 'diffusionClassifier/match';
  export const type = new RequestType<MatchParams, MatchReport, FailureData>(method);
}

export namespace GroupProgress {
  export const type = new ProgressType<MatchProgress>();
}
