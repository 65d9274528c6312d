import * as z from 'zod';
import { type KnownParams, KnownRequestMessage } from '../protocol';
import { answer } from './answer';
import type { Server } from './context';
import { localFile } from './localFile';

const knownParamsSchema: z.ZodType<KnownParams> = z.strictObject({ image: z.string() });

/** `diffusionClassifier/known`: the newest result for a file as it is now, or null. */
export function provideKnown(server: Server): void {
  answer(server, KnownRequestMessage.type, knownParamsSchema, async ({ image }) => {
    const file = localFile(image);
    const result = file === undefined ? undefined : await server.results.current(file);
    return result ? { ...result, image } : null;
  });
}
