import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calibrationError,
  type JudgedAnswer,
  reliabilityBins,
  TorchGenerator,
  wilsonInterval,
} from '../../../server/src/method';

/** Answers that are right as often as they say, times `truth`. */
function answers(count: number, seed: number, truth = 1): JudgedAnswer[] {
  const generator = new TorchGenerator(seed);
  return Array.from({ length: count }, () => {
    const confidence = 0.3 + 0.7 * generator.uniform24();
    return { confidence, isRight: generator.uniform24() < confidence * truth };
  });
}

test('one hand-made case, by the definition', () => {
  // Bin 14: 2 answers, mean 0.975, one right: 0.475 off. Bin 9: one of 0.65, right: 0.35 off.
  const three = [
    { confidence: 1, isRight: true },
    { confidence: 0.95, isRight: false },
    { confidence: 0.65, isRight: true },
  ];
  expect(calibrationError(three, 0).error).toBeCloseTo((2 * 0.475 + 0.35) / 3, 12);
  expect(reliabilityBins(three)).toEqual([
    {
      ...{ from: 9 / 15, to: 10 / 15, answers: 1, confidence: 0.65, accuracy: 1 },
      interval: wilsonInterval(1, 1),
    },
    {
      ...{ from: 14 / 15, to: 1, answers: 2, confidence: 0.975, accuracy: 0.5 },
      interval: wilsonInterval(1, 2),
    },
  ]);
});

test('answers that are right as often as they say have an error within chance', () => {
  expect(calibrationError(answers(4_000, 1), 0).error).toBeLessThan(0.03);
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);
  const found = seeds.map((seed) => calibrationError(answers(100, seed), seed));
  const beyond = found.filter(({ error, byChance }) => error > byChance.upper);
  // 3 of 60 are to be expected; 11 or more come once in 5,000 times.
  expect(beyond.length).toBeLessThan(11);
  const mean = found.reduce((sum, { error }) => sum + error, 0) / found.length;
  const foretold = found.reduce((sum, { byChance }) => sum + byChance.mean, 0) / found.length;
  expect(mean / foretold).toBeCloseTo(1, 0);
  expect(found.every(({ error, interval }) => interval[0] <= error && error <= interval[1])).toBe(
    true,
  );
  expect(found.filter(({ interval }) => interval[0] === 0).length).toBeGreaterThan(49);
});

test('answers that promise too much have an error as large as that, within the interval', () => {
  const { error, interval, byChance } = calibrationError(answers(2_000, 5, 0.7), 0);
  const promised = 0.65 * 0.3;
  expect(error).toBeCloseTo(promised, 1);
  expect(interval[0]).toBeLessThan(promised);
  expect(interval[1]).toBeGreaterThan(promised);
  expect(error).toBeGreaterThan(2 * byChance.upper);
});

test('the same for a seed', () => {
  const some = answers(100, 2);
  expect(calibrationError(some, 3)).toEqual(calibrationError(some, 3));
});

test('bins hold every answer once', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          confidence: fc.double({ min: 0, max: 1, noNaN: true }),
          isRight: fc.boolean(),
        }),
        { minLength: 1 },
      ),
      (some) => {
        const bins = reliabilityBins(some);
        expect(bins.reduce((sum, bin) => sum + bin.answers, 0)).toBe(some.length);
        for (const bin of bins) {
          expect(bin.confidence).toBeGreaterThanOrEqual(bin.from - 1e-12);
          expect(bin.confidence).toBeLessThanOrEqual(bin.to + 1e-12);
        }
      },
    ),
  );
});

test("Wilson's interval, and its ends", () => {
  // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
  expect(wilsonInterval(81, 263).map((end) => end.toFixed(4))).toEqual(['0.2553', '0.3662']);
  expect(wilsonInterval(0, 20)[0]).toBe(0);
  expect(wilsonInterval(0, 20)[1]).toBeCloseTo(0.1611, 4);
  expect(wilsonInterval(20, 20)[1]).toBe(1);
});

test.each([1, 0.95, 0.7])(
  'of many answers the limit says the same, right %d times as often',
  (truth) => {
    // One answer more, and no answer is drawn by itself any more.
    const many = answers(4_001, 7, truth);
    const [few, limit] = [many.slice(1), many].map((some) => calibrationError(some, 1));
    expect(limit!.error).toBeCloseTo(few!.error, 3);
    expect(limit!.byChance.mean / few!.byChance.mean).toBeCloseTo(1, 1);
    expect(limit!.byChance.upper).toBeCloseTo(few!.byChance.upper, 2.5);
    expect(limit!.interval[0]).toBeCloseTo(few!.interval[0], 2.5);
    expect(limit!.interval[1]).toBeCloseTo(few!.interval[1], 2.5);
  },
);

test('a hundred thousand answers that are always right, or always wrong, have the error that is plain', () => {
  const sure = Array.from({ length: 100_000 }, () => ({ confidence: 1, isRight: true }));
  expect(calibrationError(sure, 0)).toMatchObject({ error: 0, byChance: { mean: 0, upper: 0 } });
  const wrong = sure.map(({ confidence }) => ({ confidence, isRight: false }));
  expect(calibrationError(wrong, 0)).toMatchObject({ error: 1 });
  expect(calibrationError(wrong, 0).interval[0]).toBeCloseTo(1, 9);
});
