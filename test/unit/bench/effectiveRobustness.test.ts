import { expect, test } from 'vitest';
import { effectiveRobustness, expectedOn } from '../../bench/robustness/effectiveRobustness';
import type { Classified } from '../../bench/robustness/measure';

const images = 200;

/** Right on so many clean images, and on so many under each of two corruptions. */
function classified(
  name: string,
  ...counts: [clean: number, one: number, other: number]
): Classified {
  const right = counts.map((count) => Array.from({ length: images }, (_, image) => image < count));
  return { name, kind: name === 'model' ? 'diffusion' : 'classifier', right };
}

const isBaseline = ({ kind }: Classified) => kind === 'classifier';
const logit = (count: number) => Math.log(count / (images - count));
/** Of the line logit(corrupted) = −1 + 1.2 · logit(clean). */
const onLine = (clean: number) => Math.round(images / (1 + Math.exp(1 - 1.2 * logit(clean))));

test('the line of the baseline is found, and how far a model lies above it', () => {
  const baseline = [100, 130, 160, 180].map((clean) =>
    classified(`net ${clean}`, clean, onLine(clean) - 4, onLine(clean) + 4),
  );
  const model = classified('model', 150, onLine(150) + 30, onLine(150) + 10);
  const { line, classifiers } = effectiveRobustness([model, ...baseline], isBaseline);
  expect(line.slope).toBeCloseTo(1.2, 1);
  expect(line.intercept).toBeCloseTo(-1, 1);
  const [own, ...others] = classifiers;
  expect(own).toMatchObject({ name: 'model', clean: 150 / images });
  expect(own!.expected).toBeCloseTo(expectedOn(line, 0.75), 12);
  expect(own!.effective).toBeCloseTo(20 / images, 1.8);
  for (const { effective } of others) expect(Math.abs(effective)).toBeLessThan(0.01);
});

test('intervals hold the figures, and images drawn anew move all classifiers together', () => {
  const baseline = [100, 130, 160].map((clean) =>
    classified(`net ${clean}`, clean, onLine(clean), onLine(clean)),
  );
  const model = classified('model', 130, onLine(130), onLine(130));
  const { classifiers } = effectiveRobustness([model, ...baseline], isBaseline);
  for (const one of classifiers) {
    expect(one.cleanInterval.low).toBeLessThan(one.clean);
    expect(one.cleanInterval.high).toBeGreaterThan(one.clean);
    expect(one.effectiveInterval.low).toBeLessThanOrEqual(one.effective);
    expect(one.effectiveInterval.high).toBeGreaterThanOrEqual(one.effective);
  }
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const [own] = classifiers;
  // It is right on the images that the second net is right on: what moves one moves the line.
  expect(width(own!.effectiveInterval)).toBeLessThan(width(own!.corruptedInterval));
});

test('a classifier that is right on every image, or on none, spoils nothing', () => {
  const baseline = [classified('none', 0, 0, 0), classified('all', images, images, images)];
  const { classifiers } = effectiveRobustness(
    [classified('model', 100, 100, 100), ...baseline],
    isBaseline,
  );
  expect(classifiers[0]!.effective).toBeCloseTo(0, 6);
  for (const { effective } of classifiers) expect(effective).not.toBeNaN();
});
