import { ProgressType, RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { ClassifyResult, Standing } from './classifyResult';
import type { FailureData } from './failures';
import { image, location, progressToken } from './fields';
import { labelSchema } from './labels';
import { optionsSchema } from './options';

export const classifyRequestSchema = z.strictObject({
  /** A `file:` URI, an absolute path or a `data:image/...;base64,` URI. */
  image,
  labels: z.array(labelSchema).min(1).max(100_000),
  /** A model id, or the folder (path or `file:` URI) of a model in diffusers layout. */
  model: location.optional(),
  options: optionsSchema.optional(),
});

/** Interactive requests (the default) go before background ones, batch by batch. */
export const prioritySchema = z.enum(['interactive', 'background']);

export const classifyParamsSchema = z.strictObject({
  ...classifyRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  /** Where a {@link Standing} goes after every batch, as `$/progress`. */
  standingToken: progressToken.optional(),
  priority: prioritySchema.optional(),
});

export const classifyCommandParamsSchema = z.object({
  command: z.literal('diffusionClassifier.classify'),
  /** The image; then labels and options where those of the server are not meant. */
  arguments: z.tuple([
    image,
    classifyRequestSchema.shape.labels.nullish(),
    optionsSchema.nullish(),
  ]),
  workDoneToken: progressToken.optional(),
});

export type ClassifyRequest = z.infer<typeof classifyRequestSchema>;
export type ClassifyParams = z.infer<typeof classifyParamsSchema>;
export type ClassifyCommandParams = z.infer<typeof classifyCommandParamsSchema>;

/** What the server knows of a file without computing anything. */
export interface KnownParams {
  /** `file:` URI. */
  image: string;
}

export namespace ClassifyRequestMessage {
  export const method = 'diffusionClassifier/classify';
  export const type = new RequestType<ClassifyParams, ClassifyResult, FailureData>(method);
}

export namespace StandingProgress {
  export const type = new ProgressType<Standing>();
}

/** Classification for editors that send no requests of ours: a command of LSP, and its one name. */
export namespace ClassifyCommandMessage {
  export const method = 'workspace/executeCommand';
  export const command = 'diffusionClassifier.classify';
  export const type = new RequestType<ClassifyCommandParams, ClassifyResult, FailureData>(method);
}

/** The newest result for an image, or null: never starts work. */
export namespace KnownRequestMessage {
  export const method = 'diffusionClassifier/known';
  export const type = new RequestType<KnownParams, ClassifyResult | null, FailureData>(method);
}
