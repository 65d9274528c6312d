import * as z from 'zod';

const warningCodes = [
  /** A prompt has more tokens than the text encoder reads: details `prompt`, `kept`, `model`. */
  'prompt-cut',
  /** A label that the model was never trained with: details `label`, `nearest`, `model`. */
  'label-untrained',
  /** The VAE samples its latent in the graph, the paper takes the mean: details `model`. */
  'latent-sampled',
  /** A provider was to be used and cannot be: details `provider`, `reason`, `used`. */
  'provider-fallback',
  /** A folder or an ignore file of a run cannot be read, and is passed over: `file`, `reason`. */
  'not-readable',
  /** A table of right labels has images that its folder has not: `folder`, `count`, `some`. */
  'truth-missing',
] as const;

/** Something that did not keep an answer from coming, but that whoever reads it should know. */
export const warningSchema = z.object({
  code: z.enum(warningCodes),
  /** In English; names the thing. */
  message: z.string(),
  details: z.record(z.string(), z.string()),
});
export type Warning = z.infer<typeof warningSchema>;
