import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine, ImageAnswer, ImagesControl } from '../../engine';
import { Failure } from '../../failure';
import type { ImageLimits } from '../../imageLimits';
import type { ClassifyRequest } from '../../protocol';
import { isRemoteImage } from '../../remoteImage';
import { ahead } from './ahead';
import { fetchImage } from './fetchImage';
import { shownUrl } from './imageProblem';

/** Images that are fetched at a time, while others are classified. */
const fetchedAtOnce = 8;

type ImagesEngine = Pick<Engine, 'classifyImages'>;

/** A failure that names the address in place of the file that stood for it. */
function aboutUrl({ code, message, details }: Failure, file: string, url: string): Failure {
  const named = (text: string): string => text.replaceAll(file, shownUrl(url));
  const entries = Object.entries(details).map(([key, text]) => [key, named(text)]);
  return new Failure(code, named(message), Object.fromEntries(entries));
}

/** An engine that fetches images from `http:`, `https:` and `s3:` addresses before it asks `engine`. */
export class FetchingEngine implements ImagesEngine {
  constructor(
    private readonly engine: ImagesEngine,
    private readonly limits: ImageLimits,
  ) {}

  /** As {@link Engine.classifyImages}; fetched images lie on disk until they are answered. */
  async classifyImages(
    request: Omit<ClassifyRequest, 'image'>,
    images: Iterable<string> | AsyncIterable<string>,
    control: ImagesControl,
  ): Promise<void> {
    const { onAnswer, signal: cancelled = new AbortController().signal } = control;
    let folder: Promise<string> | undefined;
    const end = new AbortController();
    const signal = AbortSignal.any([cancelled, end.signal]);
    const urls = new Map<string, string>();
    let fetched = 0;

    const fetchOne = async (image: string): Promise<string | undefined> => {
      if (!isRemoteImage(image)) return image;
      folder ??= mkdtemp(path.join(tmpdir(), 'diffusion-classifier-fetched-'));
      const file = path.join(await folder, String(fetched++));
      try {
        await fetchImage(image, file, this.limits, signal);
      } catch (error) {
        await rm(file, { force: true });
        if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
        await onAnswer({ image, failure: error });
        return undefined;
      }
      urls.set(file, image);
      return file;
    };
    async function* files(): AsyncGenerator<string> {
      for await (const file of ahead(images, fetchedAtOnce, fetchOne)) {
        if (file !== undefined) yield file;
      }
    }
    const restored = async (answer: ImageAnswer): Promise<void> => {
      const { image: file } = answer;
      const image = urls.get(file);
      if (image === undefined) return await onAnswer(answer);
      urls.delete(file);
      await rm(file, { force: true });
      if ('failure' in answer) {
        await onAnswer({ image, failure: aboutUrl(answer.failure, file, image) });
      } else await onAnswer({ image, result: { ...answer.result, image } });
    };

    try {
      await this.engine.classifyImages(request, files(), { ...control, onAnswer: restored });
    } finally {
      end.abort();
      if (folder) await rm(await folder, { recursive: true, force: true });
    }
  }
}
