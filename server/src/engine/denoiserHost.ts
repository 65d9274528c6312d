import type { RequestParam, RequestType } from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { Child, ChildDied } from '../child';
import { describeIssues } from '../describeIssues';
import { runtimeEnvironment } from '../providers';

/**
 * Heaps that glibc may spread a process's threads over. With its default of eight a processor, pages
 * freed by decoders are kept in each: over 1,000 images a host grew by 330 MB, with two by 180.
 */
const mallocArenas = '2';

/** Milliseconds that a batch that nobody waits for any more may hold up other work. */
const overrun = 2_000;

/** Whether a host ended for want of memory: its own guard's last words, or those of an allocation. */
export function ranOutOfMemory({ message }: ChildDied): boolean {
  return /MB of memory that it may|bad_alloc|out of memory/i.test(message);
}

/** One denoiser host: the process that owns ONNX Runtime. */
export class DenoiserHost {
  private readonly child: Child;

  /** @param entry The bundle of the denoiser host. */
  constructor(entry: string) {
    this.child = new Child(entry, { MALLOC_ARENA_MAX: mallocArenas, ...runtimeEnvironment() });
  }

  get isAlive(): boolean {
    return this.child.isAlive;
  }

  /**
   * Waits until no earlier request is being worked on. One that has been given up and overruns is
   * ended by killing the process.
   */
  async settle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve();
      }, overrun);
    });
    await Promise.race([this.child.settled(), tooLong]);
    clearTimeout(timer);
  }

  /**
   * Asks for something, and sees that the answer is one.
   *
   * @param schema of the answer.
   * @param seconds after which the process is taken for stuck, and killed.
   * @throws ChildDied when the process ends before it has answered, also for having been killed
   *   because its answer is garbled or does not come; ResponseError when it answers with one.
   */
  async ask<P, R, E>(
    type: RequestType<P, R, E>,
    parameters: RequestParam<P>,
    { schema, seconds }: { schema: z.ZodType<R>; seconds: number },
  ): Promise<R> {
    const answer = await this.child.ask(type, parameters, seconds);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    return await this.endForGarbage(parsed.error, type.method);
  }

  /** @throws ChildDied, once the process that gave such an answer has been killed. */
  async endForGarbage(error: z.ZodError, request: string): Promise<never> {
    this.child.condemn(`gave a garbled answer: ${describeIssues(error)}.`);
    throw new ChildDied(await this.child.end(), request);
  }

  kill(): void {
    this.child.kill();
  }
}
