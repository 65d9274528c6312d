import { Failure } from '../failure';
import { mcNemar, wilsonInterval } from '../method';
import type { BackendAnswer, BackendKind, LabelledImage } from './backend';
import type { BackendAnswers } from './compareBackends';

export interface BackendRow {
  name: string;
  kind: BackendKind;
  right: number;
  /** In 0..1, with Wilson's 95% interval. */
  accuracy: number;
  interval: readonly [number, number];
  /** An image, over those of which nothing was remembered; null where there is none. */
  seconds: { mean: number; median: number; images: number } | null;
  /** Of the denoiser, an image: mean, those remembered among them; 0 of what has no denoiser. */
  evaluations: number;
  remembered: number;
}

/** Two backends on the same images. */
export interface BackendPair {
  one: string;
  other: string;
  /** Images on which one of them alone is right. */
  onlyOne: number;
  onlyOther: number;
  /** McNemar's test of whether they are right equally often, two-sided: mid-p and exact. */
  midP: number;
  exactP: number;
}

/** An image on which backends differ. */
export interface DifferingImage {
  file: string;
  truth: string;
  /** In the order of the backends. */
  predicted: string[];
}

/** An image that a backend had no answer for: it counts for none of them. */
export interface LeftOutImage {
  file: string;
  backend: string;
  code: string;
  message: string;
}

export interface ComparisonReport {
  /** For which all backends have an answer. */
  images: number;
  labels: readonly string[];
  backends: BackendRow[];
  pairs: BackendPair[];
  differing: DifferingImage[];
  leftOut: LeftOutImage[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function timesOf(answers: readonly BackendAnswer[]): BackendRow['seconds'] {
  const times = answers.filter(({ remembered }) => remembered === 0).map(({ seconds }) => seconds);
  if (times.length === 0) return null;
  return { mean: mean(times), median: median(times), images: times.length };
}

/** Of one backend the answers for some images, in their order. */
interface Column extends Pick<BackendAnswers, 'backend'> {
  answers: BackendAnswer[];
  isRight: boolean[];
}

function rowOf({ backend: { name, kind }, answers, isRight }: Column): BackendRow {
  const right = isRight.filter(Boolean).length;
  return {
    name,
    kind,
    right,
    accuracy: right / answers.length,
    interval: wilsonInterval(right, answers.length),
    seconds: timesOf(answers),
    evaluations: mean(answers.map(({ evaluations }) => evaluations)),
    remembered: mean(answers.map(({ remembered }) => remembered)),
  };
}

function pairOf(one: Column, other: Column): BackendPair {
  const alone = (these: Column, those: Column) =>
    these.isRight.filter((isRight, image) => isRight && !those.isRight[image]).length;
  const [onlyOne, onlyOther] = [alone(one, other), alone(other, one)];
  return {
    one: one.backend.name,
    other: other.backend.name,
    onlyOne,
    onlyOther,
    ...mcNemar(onlyOne, onlyOther),
  };
}

function leftOutOf(images: readonly LabelledImage[], compared: readonly BackendAnswers[]) {
  return images.flatMap(({ file }) =>
    compared.flatMap(({ backend: { name }, answers }): LeftOutImage[] => {
      const answer = answers.get(file);
      if (!(answer instanceof Failure)) return [];
      return [{ file, backend: name, code: answer.code, message: answer.message }];
    }),
  );
}

/**
 * Compares backends on the images for which all of them have an answer.
 *
 * @throws Failure `options-invalid` where there is no such image.
 */
export function comparisonReport(
  images: readonly LabelledImage[],
  labels: readonly string[],
  compared: readonly BackendAnswers[],
): ComparisonReport {
  const leftOut = leftOutOf(images, compared);
  const without = new Set(leftOut.map(({ file }) => file));
  const answered = images.filter(({ file }) => !without.has(file));
  if (answered.length === 0) {
    throw new Failure(
      'options-invalid',
      'There is no image that every backend has an answer for: nothing can be compared.',
    );
  }
  const columns = compared.map(({ backend, answers: all }): Column => {
    const answers = answered.map(({ file }) => all.get(file) as BackendAnswer);
    const isRight = answers.map(({ predicted }, image) => predicted === answered[image]!.label);
    return { backend, answers, isRight };
  });
  const differing = answered
    .map(({ file, label }, image) => ({
      file,
      truth: label,
      predicted: columns.map(({ answers }) => answers[image]!.predicted),
    }))
    .filter(({ predicted }) => new Set(predicted).size > 1);
  return {
    images: answered.length,
    labels,
    backends: columns.map(rowOf),
    pairs: columns.flatMap((one, index) =>
      columns.slice(index + 1).map((other) => pairOf(one, other)),
    ),
    differing,
    leftOut,
  };
}
