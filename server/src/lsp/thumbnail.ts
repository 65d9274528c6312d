import { imageSource } from '../engine';
import { defaultImageLimits } from '../imageLimits';
import { ThumbnailRequestMessage, thumbnailParamsSchema } from '../protocol';
import type { Thumbnails } from '../thumbnails';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';

/** `diffusionClassifier/thumbnail`: a small picture, beside all other work. */
export function provideThumbnail(server: Server, thumbnails: Pick<Thumbnails, 'make'>): void {
  const { type } = ThumbnailRequestMessage;
  answer(server, type, thumbnailParamsSchema, async ({ image, size }, token) => {
    const limits = { ...defaultImageLimits, ...server.options().limits };
    return await thumbnails.make(imageSource(image), size, limits, abortSignal(token));
  });
}
