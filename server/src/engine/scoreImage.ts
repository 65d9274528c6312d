import type { ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ScorerFolder } from '../models';
import type { Warning } from '../protocol';
import { BatchSize } from './batchSize';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { promptCut } from './encodePrompts';
import { sourceName } from './imageSource';

/** Prompts in the first batch; a text encoder of CLIP reads some hundred a second on a CPU. */
const firstBatch = 16;

export interface ScoreQuestion {
  source: ImageSource;
  limits: ImageLimits;
  /** The prompts of each label. */
  labels: string[][];
}

export interface ScoredImage {
  /** One for each label, the higher the more likely. */
  scores: number[];
  warnings: Warning[];
}

/**
 * Scores labels for an image with a model such as CLIP: reads the labels in short batches, of which a host keeps what
 * it makes, then compares all of them with the image.
 *
 * @throws Failure what the host answers; `cancelled`.
 */
export async function scoreImage(
  model: ScorerFolder,
  { source, limits, labels }: ScoreQuestion,
  { signal, onStep, stepAside }: Pick<ClassificationControl, 'signal' | 'onStep' | 'stepAside'>,
): Promise<ScoredImage> {
  const name = sourceName(source);
  const most = labels.reduce((longest, { length }) => Math.max(longest, length), 1);
  const batch = new BatchSize(Math.max(1, Math.floor(firstBatch / most)));
  const warnings: Warning[] = [];
  for (let done = 0; done < labels.length; ) {
    const part = labels.slice(done, done + batch.evaluations);
    const { scorer } = await stepAside();
    const began = performance.now();
    const encoding = scorer.run(model, name, (host) => host.encode({ labels: part }), signal);
    const { cut } = await orCancelled(encoding, signal);
    batch.record(part.length, (performance.now() - began) / 1_000);
    warnings.push(...cut.map((one) => promptCut(model, one)));
    done += part.length;
    onStep({ name: 'encoding', done, total: labels.length });
  }
  const { scorer } = await stepAside();
  const asked = { image: source, limits, labels };
  const scoring = scorer.run(model, name, (host) => host.scores(asked), signal);
  return { scores: await orCancelled(scoring, signal), warnings };
}
