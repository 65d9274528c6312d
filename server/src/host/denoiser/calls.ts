import type { Conditioning } from '../messages';
import type { DenoiserSignature } from './signature';

type Range = readonly [from: number, to: number];

/** Every one of some conditionings of an image at every one of some of its samples. */
export interface Piece {
  /** Index of the image in what is asked. */
  image: number;
  conditionings: Range;
  samples: Range;
}

/** A sample under a conditioning, by their indices in a call. */
export interface Pair {
  sample: number;
  label: number;
}

export interface PlacedPair extends Pair {
  /** The conditioning's index in what is asked of its image. */
  row: number;
}

export function evaluations({ conditionings, samples }: Omit<Piece, 'image'>): number {
  return (conditionings[1] - conditionings[0]) * (samples[1] - samples[0]);
}

/**
 * The parts of a piece that have at most `most` evaluations each, conditioning by conditioning.
 *
 * @param oneSample whether a part has one sample, as its timestep is the whole call's.
 */
function* partsOf(piece: Piece, most: number, oneSample: boolean): Generator<Piece> {
  const { image, conditionings: labels, samples } = piece;
  const labelStep = Math.min(labels[1] - labels[0], most);
  const sampleStep = oneSample ? 1 : Math.max(1, Math.floor(most / labelStep));
  for (let label = labels[0]; label < labels[1]; label += labelStep) {
    for (let sample = samples[0]; sample < samples[1]; sample += sampleStep) {
      yield {
        image,
        conditionings: [label, Math.min(label + labelStep, labels[1])],
        samples: [sample, Math.min(sample + sampleStep, samples[1])],
      };
    }
  }
}

/**
 * Pieces, cut where they are too large and put together where a call has room for several: of a
 * crossed denoiser those under the same conditionings, of one that shares a timestep none.
 *
 * @param most evaluations in a call.
 */
export function packed(
  asked: readonly { conditionings: readonly Conditioning[] }[],
  pieces: readonly Piece[],
  most: number,
  { sharesTimestep, isCrossed }: Pick<DenoiserSignature, 'sharesTimestep' | 'isCrossed'>,
): Piece[][] {
  const under = ({ image, conditionings }: Piece) =>
    isCrossed ? JSON.stringify(asked[image]!.conditionings.slice(...conditionings)) : '';
  /** Calls with room left, by what a piece has to be under. */
  const open = new Map<string, { pieces: Piece[]; evaluations: number }>();
  const calls: Piece[][] = [];
  for (const part of pieces.flatMap((piece) => [...partsOf(piece, most, sharesTimestep)])) {
    const key = under(part);
    const size = evaluations(part);
    const call = open.get(key);
    if (!sharesTimestep && call && call.evaluations + size <= most) {
      call.pieces.push(part);
      call.evaluations += size;
    } else {
      const begun = { pieces: [part], evaluations: size };
      open.set(key, begun);
      calls.push(begun.pieces);
    }
  }
  return calls;
}

/** All that a call evaluates: of each piece every sample under every conditioning. */
export function pairsOf(call: readonly Piece[], isCrossed: boolean): PlacedPair[] {
  const pairs: PlacedPair[] = [];
  let firstSample = 0;
  let firstLabel = 0;
  for (const { conditionings, samples } of call) {
    const labels = conditionings[1] - conditionings[0];
    const count = samples[1] - samples[0];
    for (let sample = 0; sample < count; sample++) {
      for (let label = 0; label < labels; label++) {
        pairs.push({
          sample: firstSample + sample,
          label: firstLabel + label,
          row: conditionings[0] + label,
        });
      }
    }
    firstSample += count;
    if (!isCrossed) firstLabel += labels;
  }
  return pairs;
}
