import { TorchGenerator, torchRandn } from './torchRandom';

/** Answers in bins of like confidence, each three a place. */
export interface BinnedAnswers {
  bins: number;
  bin: Uint8Array;
  confidence: Float64Array;
  /** Confidence − (1 where it was right, else 0). */
  gap: Float64Array;
}

/** Calibration errors that might have been, in ascending order. */
export interface DrawnErrors {
  /** Of the answers drawn again with replacement. */
  again: Float64Array;
  /** Of answers that are right exactly as often as they say. */
  byChance: Float64Array;
}

/** With them the ends of an interval move by some 0.002 between seeds. */
const draws = 1_000;

/** Beyond it what is drawn is normal: a million random numbers a thousand answers would take minutes. */
const mostOneByOne = 4_000;

/** @param seed whole number in 0..2^32-1. */
export function drawnErrors(answers: BinnedAnswers, seed: number): DrawnErrors {
  const generator = new TorchGenerator(seed);
  return answers.gap.length > mostOneByOne
    ? drawnFromSums(answers, generator)
    : drawnOneByOne(answers, generator);
}

/** n_b/n · |accuracy_b − confidence_b| is |Σ gap|/n over the answers of bin b. */
export function errorOfSums(sums: Float64Array, answers: number): number {
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / answers;
}

/** Sums by bin of what each answer adds. */
export function sumsByBin(
  { bins, bin }: BinnedAnswers,
  term: (answer: number) => number,
): Float64Array {
  const sums = new Float64Array(bins);
  for (let answer = 0; answer < bin.length; answer++) sums[bin[answer]!]! += term(answer);
  return sums;
}

function sorted(draw: () => number): Float64Array {
  return Float64Array.from({ length: draws }, draw).sort();
}

function drawnOneByOne(answers: BinnedAnswers, generator: TorchGenerator): DrawnErrors {
  const { bins, bin, confidence, gap } = answers;
  const { length } = gap;
  const again = sorted(() => {
    const sums = new Float64Array(bins);
    for (let drawn = 0; drawn < length; drawn++) {
      const answer = generator.bits32() % length;
      sums[bin[answer]!]! += gap[answer]!;
    }
    return errorOfSums(sums, length);
  });
  const byChance = sorted(() => {
    const right = (answer: number) => Number(generator.uniform24() < confidence[answer]!);
    const sums = sumsByBin(answers, (answer) => confidence[answer]! - right(answer));
    return errorOfSums(sums, length);
  });
  return { again, byChance };
}

/**
 * The same from the distribution that the sums S_b of gaps have in the limit. Drawn by chance they are
 * independent with the variances Σ c(1 − c). Drawn again (multinomially) they have the means S_b and
 * the covariance D − S Sᵀ/n with D = diag(Σ gap²), of which D^½ (I − κ u uᵀ) is a root: u = D^-½ S/√n,
 * κ = 1/(1 + √(1 − |u|²)).
 */
function drawnFromSums(answers: BinnedAnswers, generator: TorchGenerator): DrawnErrors {
  const { bins, confidence, gap } = answers;
  const { length } = gap;
  const means = sumsByBin(answers, (answer) => gap[answer]!);
  const spreads = sumsByBin(answers, (answer) => gap[answer]! ** 2).map(Math.sqrt);
  const chances = sumsByBin(
    answers,
    (answer) => confidence[answer]! * (1 - confidence[answer]!),
  ).map(Math.sqrt);
  const u = means.map((mean, b) => (spreads[b]! > 0 ? mean / spreads[b]! / Math.sqrt(length) : 0));
  const kappa = 1 / (1 + Math.sqrt(Math.max(0, 1 - dot(u, u))));
  const normals = () => torchRandn(generator, Math.ceil(bins / 16) * 16);
  const again = sorted(() => {
    const z = normals();
    const along = kappa * dot(u, z);
    return errorOfSums(
      means.map((mean, b) => mean + spreads[b]! * (z[b]! - along * u[b]!)),
      length,
    );
  });
  const byChance = sorted(() => {
    const z = normals();
    return errorOfSums(
      chances.map((chance, b) => chance * z[b]!),
      length,
    );
  });
  return { again, byChance };
}

/** Over the places of `a`. */
function dot(a: Float64Array, b: Float64Array | Float32Array): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}
