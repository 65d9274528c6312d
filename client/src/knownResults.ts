import { type Disposable, EventEmitter, type LogOutputChannel, type Uri } from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';
import { isImage } from './images';
import { withNoneNamed } from './noneOfThese';
import type { Results } from './results';
import type { Server } from './server';

/** What the server remembers of an image, also where that has to be started first. */
export async function askKnown(server: Server, image: Uri): Promise<ClassifyResult | undefined> {
  const { sendKnown } = await import('./knownRequests');
  const known = await sendKnown(await server.startAgain(), image.toString());
  return known ? withNoneNamed(known) : undefined;
}

/** Asked at a time: a screen has some 40 rows. */
const batchSize = 16;

/**
 * Results from before this window: what the server remembers of images that are looked at. Only a
 * server that runs is asked, and of each image once until its file changes or the server is another.
 */
export class KnownResults implements Disposable {
  private readonly asked = new Set<string>();
  private wanted: Uri[] = [];
  private isAsking = false;
  private isRunning = false;
  private readonly started = new EventEmitter<void>();
  /** A server runs that has not been asked yet. */
  readonly onDidStart = this.started.event;
  private readonly listeners: Disposable[];

  constructor(
    private readonly server: Server,
    private readonly results: Results,
    private readonly log: LogOutputChannel,
  ) {
    this.listeners = [
      server.onDidStart(() => {
        this.isRunning = true;
        this.asked.clear();
        this.started.fire();
      }),
      server.onDidChangeStatus(({ stopped }) => {
        if (stopped) this.isRunning = false;
      }),
      results.onDidChange((images) => {
        for (const image of images) if (!results.get(image)) this.asked.delete(image.toString());
      }),
    ];
  }

  /** Has the server asked of an image soon; what it knows goes to the results. */
  want(image: Uri): void {
    const key = image.toString();
    if (!this.isRunning || this.asked.has(key)) return;
    if (image.scheme !== 'file' || !isImage(image)) return;
    this.asked.add(key);
    this.wanted.push(image);
    if (!this.isAsking) void this.ask();
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.started.dispose();
  }

  private async ask(): Promise<void> {
    this.isAsking = true;
    try {
      // What is wanted last is what is looked at.
      while (this.wanted.length > 0) await this.askOf(this.wanted.splice(-batchSize));
    } catch (error) {
      // Nobody asked for anything, and the status bar says what is wrong with the server.
      this.log.debug(`No remembered results: ${(error as Error).message}`);
      this.wanted = [];
    } finally {
      this.isAsking = false;
    }
  }

  private async askOf(images: readonly Uri[]): Promise<void> {
    const { sendKnown } = await import('./knownRequests');
    if (!this.server.isStarted) return;
    const client = await this.server.start();
    const known = await Promise.all(images.map((image) => sendKnown(client, image.toString())));
    const found = images.flatMap((image, index) => {
      const result = known[index];
      // A newer one may have come meanwhile.
      return result && !this.results.get(image) ? [[image, withNoneNamed(result)] as const] : [];
    });
    if (found.length > 0) this.results.setAll(found);
  }
}
