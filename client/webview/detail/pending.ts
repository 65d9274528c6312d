import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Something that was asked for: on its way, here, or failed for a reason. */
export type Pending<T> =
  | { state: 'idle' }
  | { state: 'asked' }
  | { state: 'here'; value: T }
  | { state: 'failed'; message: string };

/** Asks for one thing at a time: a new question, or the end of its element, aborts the one before. */
export class Asking<T> implements ReactiveController {
  private abort: AbortController | undefined;
  private now: Pending<T> = { state: 'idle' };

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get pending(): Pending<T> {
    return this.now;
  }

  get value(): T | undefined {
    return this.now.state === 'here' ? this.now.value : undefined;
  }

  hostDisconnected(): void {
    this.forget();
  }

  /** Nothing is asked for any more. */
  forget(): void {
    this.abort?.abort();
    this.abort = undefined;
    this.become({ state: 'idle' });
  }

  async ask(question: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.become({ state: 'asked' });
    try {
      const value = await question(abort.signal);
      if (!abort.signal.aborted) this.become({ state: 'here', value });
    } catch (error) {
      if (abort.signal.aborted) return;
      this.become({
        state: 'failed',
        message: error instanceof Error ? error.message : `${error}`,
      });
    }
  }

  private become(pending: Pending<T>): void {
    this.now = pending;
    this.host.requestUpdate();
  }
}
