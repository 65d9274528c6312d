import path from 'node:path';
import type { Engine, ImageAnswer } from '../engine';
import type { RunRow, Warning } from '../protocol';
import { isRemoteImage } from '../remoteImage';
import { FoundImages } from './foundImages';
import { type ImageStamp, imageStamp, noStamp } from './imageStamp';
import { imagesInList } from './imagesInList';
import type { Journal } from './journal';
import type { KnownImages } from './knownImages';
import { listImages } from './listImages';
import type { RowHead } from './rowLine';
import { rowResult } from './rowOf';
import type { RunPlan } from './runPlan';

export interface PassMeans {
  plan: RunPlan;
  engine: Pick<Engine, 'classifyImages'>;
  journal: Journal;
  known: KnownImages;
  /** Whether images that failed before are tried again. */
  retry: boolean;
  onRow(row: RunRow): void;
  onWarning(warning: Warning): void;
}

/**
 * One time through a folder: what is new or has changed is classified, what is gone is left out, and
 * the rest costs a look at each file.
 */
export class Pass {
  isListed = false;
  /** Images with a row of before that are to be done again. */
  redone = 0;
  private readonly found = new FoundImages();
  /** Those that the engine has, by absolute path. */
  private readonly asked = new Map<string, ImageStamp & { image: string }>();

  constructor(private readonly means: PassMeans) {
    means.known.counts.unchanged = 0;
  }

  /** @throws what every image would meet; `cancelled` when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { plan, engine } = this.means;
    const stopListing = new AbortController();
    const listing = this.list(AbortSignal.any([signal, stopListing.signal]));
    try {
      const { labels, model, options } = plan.request;
      await engine.classifyImages(
        { labels, ...(model !== undefined && { model }), ...(options && { options }) },
        this.wanted(),
        { signal, priority: 'background', onAnswer: (answer) => this.keep(answer) },
      );
    } finally {
      stopListing.abort();
      await listing;
    }
  }

  private async list(signal: AbortSignal): Promise<void> {
    const { plan, known, journal, onWarning } = this.means;
    const { include, exclude, ignoreFiles } = plan.request;
    const { images } = plan.request;
    const listed = new Set<string>();
    try {
      const options = {
        signal,
        onWarning,
        ...(include && { include }),
        ...(exclude && { exclude }),
        ...(ignoreFiles !== undefined && { ignoreFiles }),
      };
      const found =
        images === undefined ? listImages(plan.folder, options) : imagesInList(plan.folder, images);
      for await (const image of found) {
        signal.throwIfAborted();
        listed.add(image);
        known.add(image);
        this.found.push(image);
      }
      const gone = [...known.images()].filter((image) => !listed.has(image));
      await Promise.all(gone.map((image) => known.remove(image) && journal.leaveOut(image)));
      this.isListed = true;
      this.found.close({});
    } catch (error) {
      this.found.close({ error });
    }
  }

  /** Absolute paths of the images to be classified. */
  private async *wanted(): AsyncGenerator<string> {
    for await (const images of this.found.taken()) {
      const stale = await Promise.all(images.map((image) => this.isStale(image)));
      for (const image of images.filter((_, index) => stale[index])) {
        const file = this.fileOf(image);
        this.asked.set(file, { image, ...(await imageStamp(file)) });
        yield file;
      }
    }
  }

  private async isStale(image: string): Promise<boolean> {
    const { known, retry } = this.means;
    const row = known.row(image);
    if (!row) return true;
    const isStale =
      (retry && row.failure !== undefined) || differs(row, await imageStamp(this.fileOf(image)));
    if (isStale) this.redone += 1;
    else known.counts.unchanged += 1;
    return isStale;
  }

  private async keep(answer: ImageAnswer): Promise<void> {
    const { plan, known, journal, onRow, onWarning } = this.means;
    const asked = this.asked.get(answer.image);
    if (!asked) throw new Error(`Nobody asked for ${answer.image}.`);
    this.asked.delete(answer.image);
    const { image, bytes, modified } = asked;
    const truth = plan.truth?.labelOf(image);
    const row: RunRow = {
      image,
      bytes,
      modified: new Date(modified).toISOString(),
      ...(truth !== undefined && { truth }),
      ...('result' in answer
        ? { result: rowResult(answer.result, truth) }
        : { failure: { code: answer.failure.code, message: answer.failure.message } }),
    };
    await journal.append(row);
    if (known.row(image)) this.redone -= 1;
    known.put(headOf(row, modified));
    if ('result' in answer) answer.result.warnings?.forEach(onWarning);
    onRow(row);
  }

  private fileOf(image: string): string {
    return isRemoteImage(image) ? image : path.join(this.means.plan.folder, image);
  }
}

function headOf({ image, bytes, truth, result, failure }: RunRow, modified: number): RowHead {
  const { evaluations = 0, remembered = 0 } = result ?? {};
  return { image, bytes, modified, truth, evaluations, remembered, failure: failure?.code };
}

/** Whether a file is another than the one that a row is of. */
function differs(row: RowHead, now: ImageStamp): boolean {
  if (row.failure === 'image-not-found' && now !== noStamp) return true;
  return row.bytes !== now.bytes || row.modified !== now.modified;
}
