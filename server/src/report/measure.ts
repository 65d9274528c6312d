import { calibrationError, type JudgedAnswer, reliabilityBins } from '../method';
import type { CalibrationFigures, Measured, RowResult } from '../protocol';
import { Confusion, macroOf } from './confusion';
import { Counts } from './counts';
import { shareOf } from './share';
import { Suspects } from './suspects';

/** Of the random draws of the calibration error. */
const seed = 0;

/** Measures answers against right labels, one after the other, in any order. */
export class Measure {
  private readonly asked: ReadonlySet<string>;
  private readonly confusion: Confusion;
  private readonly suspects: Suspects;
  private readonly notAsked = new Counts();
  private readonly answers: JudgedAnswer[] = [];
  private unknown = 0;
  private judged = 0;
  private right = 0;

  constructor(labels: readonly string[], mostLabelErrors: number) {
    this.asked = new Set(labels);
    this.confusion = new Confusion(labels);
    this.suspects = new Suspects(mostLabelErrors);
  }

  add(image: string, truth: string | undefined, result: RowResult): void {
    if (truth === undefined) this.unknown += 1;
    else if (!this.asked.has(truth)) this.notAsked.add(truth);
    else this.judge(image, truth, result);
  }

  private judge(image: string, truth: string, result: RowResult): void {
    const { predicted, labels } = result;
    const isRight = predicted === truth;
    this.judged += 1;
    if (isRight) this.right += 1;
    this.confusion.add(truth, predicted);
    this.suspects.add(image, truth, result);
    const confidence = labels.find(({ label }) => label === predicted)?.probability ?? null;
    if (confidence !== null) this.answers.push({ confidence, isRight });
  }

  figures(groundTruth: Measured['groundTruth']): Measured {
    const perLabel = this.confusion.perLabel();
    return {
      groundTruth,
      judged: this.judged,
      notAsked: this.notAsked.list(),
      unknown: this.unknown,
      accuracy: shareOf(this.right, this.judged),
      macro: macroOf(perLabel),
      perLabel,
      confusion: this.confusion.list(),
      calibration: this.calibration(),
      labelErrors: this.suspects.list(),
    };
  }

  /** The draws go by the order of answers, which must not depend on that of the rows. */
  private calibration(): CalibrationFigures | null {
    if (this.answers.length === 0) return null;
    const ascending = this.answers.sort(
      (a, b) => a.confidence - b.confidence || Number(a.isRight) - Number(b.isRight),
    );
    return { ...calibrationError(ascending, seed), bins: reliabilityBins(ascending) };
  }
}
