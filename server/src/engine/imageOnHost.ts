import { Failure } from '../failure';
import type {
  ErrorsParams,
  ErrorsResult,
  ImageSource,
  MapParams,
  MapResult,
} from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ClassifyOptions } from '../protocol';
import { sourceName } from './imageSource';
import type { OpenHost } from './openHost';

/** Whether the host has made room for other images since this one was prepared. */
function isForgotten(error: unknown, key: string): boolean {
  return error instanceof Failure && error.code === 'image-not-found' && error.details.key === key;
}

/** One image, prepared on each host that it is asked about and where a host has forgotten it. */
export class ImageOnHost {
  /** What failures call it. */
  readonly name: string;
  private preparedOn: OpenHost | undefined;

  /** @param key that the image should have, where it has been looked at before. */
  constructor(
    private readonly image: {
      source: ImageSource;
      options: Pick<ClassifyOptions, 'preprocessing'>;
      limits: ImageLimits;
    },
    private readonly signal: AbortSignal,
    private key?: string,
  ) {
    this.name = sourceName(image.source);
  }

  /**
   * @returns of each loss [conditionings][samples]
   * @throws Failure `image-not-readable` when the file is no longer what it was at the start; and
   *   whatever the host answers.
   */
  async errors(host: OpenHost, batch: Omit<ErrorsParams, 'key'>): Promise<ErrorsResult['errors']> {
    return await this.prepared(host, (key) => host.errors({ key, ...batch }));
  }

  /** The errors, and where in the image they lie. Throws what {@link errors} does. */
  async map(host: OpenHost, batch: Omit<MapParams, 'key'>): Promise<MapResult> {
    return await this.prepared(host, (key) => host.map({ key, ...batch }));
  }

  private async prepared<T>(host: OpenHost, ask: (key: string) => Promise<T>): Promise<T> {
    const key = await this.prepare(host);
    try {
      return await ask(key);
    } catch (error) {
      if (!isForgotten(error, key)) throw error;
      this.preparedOn = undefined;
      return await ask(await this.prepare(host));
    }
  }

  /**
   * Has a host decode it, where that has not been done.
   *
   * @returns what the host is to be asked about it with.
   */
  async prepare(host: OpenHost): Promise<string> {
    if (this.key !== undefined && this.preparedOn === host) return this.key;
    const { source, options, limits } = this.image;
    const { preprocessing } = options;
    const { key } = await host.prepare({ image: source, preprocessing, limits });
    if (this.key !== undefined && this.key !== key) {
      const image = this.name;
      throw new Failure(
        'image-not-readable',
        `${image} changed while it was being classified: classify it again.`,
        { image, reason: 'it changed while it was being classified' },
      );
    }
    this.preparedOn = host;
    this.key = key;
    this.signal.throwIfAborted();
    return key;
  }
}
