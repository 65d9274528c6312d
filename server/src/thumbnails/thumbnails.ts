import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ChildDied } from '../child';
import { Failure } from '../failure';
import type { ImageSource } from '../image';
import type { ImageLimits } from '../imageLimits';
import { packageRoot } from '../packageRoot';
import type { Thumbnail } from '../protocol';
import { NewestFirst } from './newestFirst';
import { RecentThumbnails } from './recentThumbnails';
import { ThumbnailProcess } from './thumbnailProcess';

/** Images at once: those who wait for what they see now are not to wait for the others. */
const atOnce = Math.min(4, availableParallelism());

/** Milliseconds after which a process that nobody asks any more is let go. */
const usualIdle = 30_000;

/** Seconds without an answer, beyond the limit for decoding, after which it is taken for stuck. */
const usualPatience = 5;

export interface ThumbnailsOptions {
  /** The bundle of the process. Default: `dist/thumbnails.js` of this package. */
  entry?: string;
  idle?: number;
  patience?: number;
}

/** Small pictures of images, made by a process of its own, which is there while somebody looks. */
export class Thumbnails {
  private readonly processes = new Map<'together' | 'alone', ThumbnailProcess>();
  private readonly together = new NewestFirst(atOnce);
  private readonly alone = new NewestFirst(1);
  private readonly recent = new RecentThumbnails();
  private readonly entry: string;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ThumbnailsOptions = {}) {
    this.entry = options.entry ?? path.join(packageRoot(), 'dist', 'thumbnails.js');
  }

  /**
   * @param size pixels of the longer side, at most.
   * @throws Failure `image-...`: `image-not-decodable` also where the process dies of it twice, the
   *   second time with nothing else to do; `cancelled`.
   */
  async make(
    image: ImageSource,
    size: number,
    limits: ImageLimits,
    signal: AbortSignal,
  ): Promise<Thumbnail> {
    const key = await keyOf(image, size, limits);
    const known = key === undefined ? undefined : this.recent.get(key);
    if (known) return known;
    clearTimeout(this.timer);
    this.asked += 1;
    const ask = async (where: 'together' | 'alone'): Promise<Thumbnail> =>
      await this.process(where).ask({ image, size, limits });
    try {
      const made = await this.together
        .run(async () => await ask('together'), signal)
        .catch(async (error: unknown) => {
          if (!(error instanceof ChildDied)) throw error;
          // Any of those that were in it may have been its death: each is tried where no other is harmed.
          return await this.alone.run(async () => await ask('alone'), signal);
        });
      if (key !== undefined) this.recent.put(key, made);
      return made;
    } catch (error) {
      throw error instanceof ChildDied ? blame(error, image) : error;
    } finally {
      this.asked -= 1;
      if (this.asked === 0) {
        this.timer = setTimeout(() => this.end(), this.options.idle ?? usualIdle).unref();
      }
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.end();
  }

  private end(): void {
    for (const process of this.processes.values()) process.kill();
    this.processes.clear();
  }

  private process(where: 'together' | 'alone'): ThumbnailProcess {
    const known = this.processes.get(where);
    if (known?.isAlive) return known;
    const process = new ThumbnailProcess(this.entry, this.options.patience ?? usualPatience);
    this.processes.set(where, process);
    return process;
  }
}

/** Undefined for what is no file, or none that can be looked at. */
async function keyOf(
  image: ImageSource,
  size: number,
  limits: ImageLimits,
): Promise<string | undefined> {
  if (!('file' in image)) return undefined;
  const found = await stat(image.file, { bigint: true }).catch(() => undefined);
  return found && JSON.stringify([image.file, `${found.mtimeNs} ${found.size}`, size, limits]);
}

function blame({ message: cause }: ChildDied, image: ImageSource): Failure {
  const name = 'file' in image ? image.file : 'The image';
  const reason = `the decoder was given up twice (${cause})`;
  return new Failure(
    'image-not-decodable',
    `${name} could not be decoded: ${reason}. It may be damaged, or made to do harm.`,
    { image: name, reason },
  );
}
