import { Failure } from '../failure';
import { addNoise, alphasCumprod, NoiseRows, type NoiseSource, predictedNoise } from '../method';
import type { ModelFolder } from '../models';
import type { ConditioningSide } from './conditioning';
import {
  type Denoiser,
  evaluations,
  type Piece,
  type PlacedPair,
  packed,
  pairsOf,
} from './denoiser';
import { expectWithin } from './expectWithin';
import type { Evaluations } from './messages';

/** Numbers in the samples of one call, 50 MB: activations take some hundred times as much. */
const elementsPerCall = 64 * 3 * 256 * 256;

/** An image, and what is asked of it. */
export interface Asked extends Pick<Evaluations, 'conditionings' | 'samples'> {
  x0: Float32Array;
}

/** The noise of a sample, and what the denoiser takes for it under a conditioning. */
export interface Prediction {
  /** Which of the images, of its conditionings, and of its samples. */
  image: number;
  row: number;
  column: number;
  /** ε and ε̂, of the shape of x0; they hold for the time of the call that they are given in. */
  noise: Float32Array;
  predicted: Float32Array;
}

/** What predictions are made with. */
interface Parts {
  model: Pick<ModelFolder, 'scheduler'>;
  denoiser: Denoiser;
  conditioning: ConditioningSide;
}

/** What a model predicts, in calls as large as its memory suffices for. */
export class Predictions {
  private readonly alphas: Float64Array;
  private noise: { kind: string; seed: number; rows: NoiseRows } | undefined;
  /** Evaluations in one call: at most as many as have not been found too many for the memory. */
  private most: number;

  constructor(private readonly parts: Parts) {
    const { model, denoiser } = parts;
    this.alphas = alphasCumprod(model.scheduler);
    const affordable = Math.max(1, Math.floor(elementsPerCall / denoiser.elements));
    this.most = Math.min(affordable, denoiser.signature.batch ?? affordable);
  }

  /** @throws Failure `options-invalid` for a timestep or a noise row that there is not. */
  check(samples: Evaluations['samples']): void {
    for (const { timestep, noiseRow } of samples) {
      expectWithin('timestep', timestep, this.alphas.length);
      expectWithin('noiseRow', noiseRow, Number.MAX_SAFE_INTEGER);
    }
  }

  /**
   * Gives `visit` the prediction ε̂(√ᾱ_t·x0 + √(1-ᾱ_t)·ε, t, c) for every conditioning c of each image
   * at every one of its samples (t, ε), each once, in the order of the calls that they are made in.
   * Images share calls where the denoiser allows it.
   *
   * @throws Failure `options-invalid` for a conditioning that the model does not have;
   *   `out-of-memory` where it does not suffice for a single evaluation; `host-failed`,
   *   `model-invalid` where a graph gives no answer; and what `visit` throws.
   */
  async visit(
    asked: readonly Asked[],
    noise: NoiseSource,
    visit: (prediction: Prediction) => void,
  ): Promise<void> {
    const { signature } = this.parts.denoiser;
    let waiting = packed(asked, asked.map(whole), this.most, signature);
    while (waiting.length > 0) {
      const predictions = await this.predict(asked, noise, waiting[0]!);
      if (predictions) {
        waiting.shift();
        for (const prediction of predictions) visit(prediction);
      } else waiting = packed(asked, waiting.flat(), this.most, signature);
    }
  }

  /** One call; undefined where there was not enough memory: the next calls are half as large. */
  private async predict(
    asked: readonly Asked[],
    noise: NoiseSource,
    call: readonly Piece[],
  ): Promise<Iterable<Prediction> | undefined> {
    try {
      return await this.call(asked, this.noiseRows(noise), call);
    } catch (error) {
      const isTooLarge = error instanceof Failure && error.code === 'out-of-memory';
      const size = call.reduce((sum, piece) => sum + evaluations(piece), 0);
      if (!isTooLarge || size === 1) throw error;
      this.most = Math.floor(size / 2);
      return undefined;
    }
  }

  private async call(
    asked: readonly Asked[],
    noiseRows: NoiseRows,
    call: readonly Piece[],
  ): Promise<Iterable<Prediction>> {
    const { denoiser, conditioning } = this.parts;
    const { elements, signature } = denoiser;
    const columns = call.flatMap((piece) => columnsOf(piece, asked[piece.image]!));
    const noises = columns.map(({ noiseRow }) => noiseRows.row(noiseRow));
    const noised = new Float32Array(columns.length * elements);
    const window = (sample: number) => noised.subarray(sample * elements, (sample + 1) * elements);
    for (const [sample, { x0, timestep }] of columns.entries()) {
      addNoise(x0, noises[sample]!, this.alphas[timestep]!, window(sample));
    }
    const conditionings = (signature.isCrossed ? call.slice(0, 1) : call).flatMap((piece) =>
      asked[piece.image]!.conditionings.slice(...piece.conditionings),
    );
    const pairs = pairsOf(call, signature.isCrossed);
    const outputs = await denoiser.predict({
      samples: noised,
      timesteps: columns.map(({ timestep }) => timestep),
      conditionings: await conditioning.rows(conditionings),
      pairs,
    });
    return this.predictions(pairs, (pair, sample) => ({
      ...columns[sample]!,
      noise: noises[sample]!,
      noised: window(sample),
      output: outputs[pair]!,
    }));
  }

  /** One after the other: all at once would take as much memory as the denoiser's output. */
  private *predictions(
    pairs: readonly PlacedPair[],
    at: (pair: number, sample: number) => Column & PredictedNoise,
  ): Generator<Prediction> {
    const type = this.parts.model.scheduler.prediction_type ?? 'epsilon';
    for (const [index, { sample, row }] of pairs.entries()) {
      const { image, column, timestep, noise, noised, output } = at(index, sample);
      const predicted = predictedNoise(type, output, noised, this.alphas[timestep]!);
      yield { image, row, column, noise, predicted };
    }
  }

  private noiseRows(source: NoiseSource): NoiseRows {
    if (this.noise?.kind !== source.kind || this.noise.seed !== source.seed) {
      const rows = new NoiseRows(source, this.parts.denoiser.elements);
      this.noise = { ...source, rows };
    }
    return this.noise.rows;
  }
}

/** A sample of a call, and where it comes from. */
interface Column {
  image: number;
  column: number;
  x0: Float32Array;
  timestep: number;
  noiseRow: number;
}

interface PredictedNoise {
  noise: Float32Array;
  noised: Float32Array;
  output: Float32Array;
}

function whole({ conditionings, samples }: Asked, image: number): Piece {
  return { image, conditionings: [0, conditionings.length], samples: [0, samples.length] };
}

function columnsOf({ image, samples: [from, to] }: Piece, { x0, samples }: Asked): Column[] {
  return samples
    .slice(from, to)
    .map((sample, index) => ({ ...sample, image, column: from + index, x0 }));
}
