import { ResponseError } from 'vscode-jsonrpc/node';
import * as z from 'zod';
import { Child } from '../child';
import { Failure, failureCodes } from '../failure';
import { classifyFailed, type Thumbnail } from '../protocol';
import { type MakeThumbnailParams, MakeThumbnailRequest } from './messages';

const pixels = z.int().min(1);

/** What a process that works in order answers; anything else is a fault of it. */
const thumbnailSchema: z.ZodType<Thumbnail> = z.strictObject({
  data: z.string().regex(/^data:image\/webp;base64,[A-Za-z0-9+/]+={0,2}$/),
  width: pixels,
  height: pixels,
  original: z.strictObject({ width: pixels, height: pixels }),
});

const failureSchema = z.object({
  code: z.enum(failureCodes),
  details: z.record(z.string(), z.string()),
});

/** One process that makes thumbnails. */
export class ThumbnailProcess {
  private readonly child: Child;

  /** @param patience seconds without an answer, beyond the limit for decoding, until it is killed. */
  constructor(
    entry: string,
    private readonly patience: number,
  ) {
    this.child = new Child(entry);
  }

  get isAlive(): boolean {
    return this.child.isAlive;
  }

  /** @throws Failure `image-...`; ChildDied. */
  async ask(parameters: MakeThumbnailParams): Promise<Thumbnail> {
    const seconds = parameters.limits.seconds + this.patience;
    try {
      const answer = await this.child.ask(MakeThumbnailRequest.type, parameters, seconds);
      return thumbnailSchema.parse(answer);
    } catch (error) {
      const failure = failureOf(error);
      // Its decoder works on, for nobody.
      if (failure?.details.limit === 'seconds') this.kill();
      throw failure ?? error;
    }
  }

  kill(): void {
    this.child.kill();
  }
}

function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof ResponseError) || error.code !== classifyFailed) return undefined;
  const { success, data } = failureSchema.safeParse(error.data);
  return success ? new Failure(data.code, error.message, data.details) : undefined;
}
