import * as z from 'zod';
import { location } from './fields';
import { labelSchema } from './labels';
import { providerSchema, providers } from './providers';

/** What a client may set: `initializationOptions`, and `settings.diffusionClassifier` later on. */
export const serverOptionsSchema = z.strictObject({
  /** What an image may ask for before it is refused. Defaults: 256, 256 and 30. */
  limits: z
    .strictObject({
      /** Of the file, 10^6 bytes. */
      megabytes: z.number().positive().max(4_000).exactOptional(),
      /** Of the decoded image, 10^6 pixels. */
      megapixels: z.number().positive().max(4_000).exactOptional(),
      /** Until it is decoded. */
      seconds: z.number().positive().max(3_600).exactOptional(),
    })
    .optional(),
  /** Folder that results are kept in, null to keep them in memory. Read at the start only. */
  cacheFolder: location.nullable().optional(),
  /** What the code actions and the command of other editors classify by. Default: the model's labels. */
  labels: z.array(labelSchema).min(1).max(100_000).optional(),
  /** Of every request that names none. Default: the bundled model. */
  model: location.optional(),
  /** In the order in which they are tried; the CPU comes last unasked. Default: what the platform has. */
  providers: z.array(providerSchema).min(1).max(providers.length).optional(),
  /** Indices of the GPUs to use, each with a host of its own. Default: the first. */
  devices: z.array(z.int().min(0).max(1_023)).min(1).max(64).optional(),
  /** Whether links to images offer a code action, which runs our command. Default true. */
  codeActions: z.boolean().optional(),
  /** Whether hovers may have pictures, and links that run commands, of VS Code. Default false. */
  commandLinks: z.boolean().optional(),
});

export type ServerOptions = z.infer<typeof serverOptionsSchema>;
