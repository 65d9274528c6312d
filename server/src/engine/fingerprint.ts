import { ChildDied } from '../child';
import { Failure } from '../failure';
import { type Fingerprint, FingerprintRequest, type ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { cancelled, orCancelled } from './cancelled';
import { DenoiserHost } from './denoiserHost';
import { fingerprintSchema } from './hostAnswers';
import { sourceName } from './imageSource';
import { ask, stillDecodes } from './openHost';
import { Slots } from './slots';

/** Images at once: libuv decodes on four threads, while others are read. */
const atOnce = 8;

/** Milliseconds after which a host that nobody asks any more is let go. */
const idle = 10_000;

interface FingerprinterOptions {
  /** The bundle of the host. */
  entry: string;
  /** Seconds without an answer, beyond the limit for decoding, after which a host is taken for stuck. */
  patience: number;
}

/**
 * Fingerprints of images, made by a host of its own that has no model: decoding needs no device, and
 * must not wait for what runs on one.
 */
export class Fingerprinter {
  private readonly hosts = new Map<'together' | 'alone', DenoiserHost>();
  private readonly together = new Slots(atOnce);
  private readonly alone = new Slots(1);
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(private readonly options: FingerprinterOptions) {}

  /**
   * @throws Failure `image-not-decodable` also where the host dies of it twice, the second time with
   *   nothing else to do; other `image-...` of the host; `cancelled`.
   */
  async fingerprint(
    image: ImageSource,
    limits: ImageLimits,
    signal: AbortSignal,
  ): Promise<Fingerprint> {
    clearTimeout(this.timer);
    this.asked += 1;
    const check = (): void => {
      if (this.disposed || signal.aborted) throw cancelled();
    };
    const make = (where: 'together' | 'alone') => async (): Promise<Fingerprint> => {
      check();
      return await this.askHost(where, image, limits);
    };
    const work = async (): Promise<Fingerprint> => {
      try {
        return await this.together.run(make('together'));
      } catch (error) {
        check();
        if (!(error instanceof ChildDied)) throw error;
      }
      // Any of those that were in it may have been its death: each is tried where no other is harmed.
      return await this.alone.run(make('alone')).catch((error: unknown) => {
        check();
        throw error instanceof ChildDied ? blame(error, sourceName(image)) : error;
      });
    };
    try {
      return await orCancelled(work(), signal);
    } finally {
      this.asked -= 1;
      if (this.asked === 0) this.timer = setTimeout(() => this.end(), idle).unref();
    }
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.end();
  }

  private end(): void {
    for (const host of this.hosts.values()) host.kill();
    this.hosts.clear();
  }

  private async askHost(
    where: 'together' | 'alone',
    image: ImageSource,
    limits: ImageLimits,
  ): Promise<Fingerprint> {
    const known = this.hosts.get(where);
    const host = known?.isAlive ? known : new DenoiserHost(this.options.entry);
    this.hosts.set(where, host);
    const seconds = limits.seconds + this.options.patience;
    try {
      const expected = { schema: fingerprintSchema, seconds };
      return await ask(host, FingerprintRequest.type, { image, limits }, expected);
    } catch (error) {
      if (stillDecodes(error)) host.kill();
      throw error;
    }
  }
}

function blame({ message: cause }: ChildDied, image: string): Failure {
  const reason = `the decoder was given up twice (${cause})`;
  return new Failure(
    'image-not-decodable',
    `${image} could not be decoded: ${reason}. It may be damaged, or made to do harm.`,
    { image, reason },
  );
}
