import type { LabelError, LabelErrors, RowResult } from '../protocol';
import { byText, FirstOf } from './order';

/** The widest margin first; those without one last. */
function bySuspicion(a: LabelError, b: LabelError): number {
  if (a.margin === b.margin) return byText(a.image, b.image);
  return (b.margin ?? Number.NEGATIVE_INFINITY) - (a.margin ?? Number.NEGATIVE_INFINITY);
}

/**
 * Images whose right label may be wrong: the model finds another one far better. As confident learning
 * does (Northcutt, Jiang and Chuang 2021, JAIR 70), images with another prediction than their label are
 * ranked by what the model makes of that label. The margin m of its error is a log ratio: with equal
 * priors m / τ = ln p(predicted) − ln p(right label). So it ranks as the probability of the label does
 * ("self-confidence"), asks for no calibrated model, and does not run out of digits near zero.
 */
export class Suspects {
  private candidates = 0;
  private notCompared = 0;
  private readonly first: FirstOf<LabelError>;

  constructor(limit: number) {
    this.first = new FirstOf(limit, bySuspicion);
  }

  /** An image with a right label that is among those asked about. */
  add(image: string, truth: string, { predicted, labels }: RowResult): void {
    if (predicted === truth) return;
    const right = labels.find(({ label }) => label === truth);
    const best = labels.find(({ label }) => label === predicted);
    this.candidates += 1;
    if (!right) this.notCompared += 1;
    this.first.add({
      image,
      truth,
      predicted,
      probability: best?.probability ?? null,
      truthProbability: right?.probability ?? null,
      margin: right?.margin ?? null,
    });
  }

  list(): LabelErrors {
    return {
      candidates: this.candidates,
      notCompared: this.notCompared,
      images: this.first.list(),
    };
  }
}
