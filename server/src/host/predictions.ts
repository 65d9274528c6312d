import { Failure } from '../failure';
import { addNoise, alphasCumprod, NoiseRows, predictedNoise } from '../method';
import type { ModelFolder } from '../models';
import type { ConditioningSide } from './conditioning';
import { type Call, type Denoiser, evaluations, partsOf } from './denoiser';
import { expectWithin } from './expectWithin';
import type { Evaluations } from './messages';

/** Numbers in the samples of one call, 50 MB: activations take some hundred times as much. */
const elementsPerCall = 64 * 3 * 256 * 256;

/** The noise of a sample, and what the denoiser takes for it under a conditioning. */
export interface Prediction {
  /** Which of the conditionings asked for, and which of the samples. */
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
  check({ samples }: Pick<Evaluations, 'samples'>): void {
    for (const { timestep, noiseRow } of samples) {
      expectWithin('timestep', timestep, this.alphas.length);
      expectWithin('noiseRow', noiseRow, Number.MAX_SAFE_INTEGER);
    }
  }

  /**
   * Gives `visit` the prediction ε̂(√ᾱ_t·x0 + √(1-ᾱ_t)·ε, t, c) for every conditioning c at every
   * sample (t, ε), each once, in the order of the calls that they are made in.
   *
   * @throws Failure `options-invalid` for a conditioning that the model does not have;
   *   `out-of-memory` where it does not suffice for a single evaluation; `host-failed`,
   *   `model-invalid` where a graph gives no answer; and what `visit` throws.
   */
  async visit(
    x0: Float32Array,
    asked: Evaluations,
    visit: (prediction: Prediction) => void,
  ): Promise<void> {
    const { sharesTimestep } = this.parts.denoiser.signature;
    const waiting: Call[] = [
      { conditionings: [0, asked.conditionings.length], samples: [0, asked.samples.length] },
    ];
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const parts = [...partsOf(call, this.most, sharesTimestep)];
      if (parts.length === 1) {
        const predictions = await this.predict(x0, call, asked);
        if (!predictions) waiting.unshift(call);
        else for (const prediction of predictions) visit(prediction);
      } else waiting.unshift(...parts);
    }
  }

  /** One call; undefined where there was not enough memory: the next calls are half as large. */
  private async predict(
    x0: Float32Array,
    call: Call,
    asked: Evaluations,
  ): Promise<Iterable<Prediction> | undefined> {
    try {
      return await this.call(x0, call, asked);
    } catch (error) {
      const isTooLarge = error instanceof Failure && error.code === 'out-of-memory';
      if (!isTooLarge || evaluations(call) === 1) throw error;
      this.most = Math.floor(evaluations(call) / 2);
      return undefined;
    }
  }

  private async call(
    x0: Float32Array,
    call: Call,
    { conditionings, samples, noise: source }: Evaluations,
  ): Promise<Iterable<Prediction>> {
    const { denoiser, conditioning } = this.parts;
    const { elements } = denoiser;
    const noiseRows = this.noiseRows(source);
    const part = samples.slice(...call.samples);
    const asked = conditionings.slice(...call.conditionings);
    const noises = part.map(({ noiseRow }) => noiseRows.row(noiseRow));
    const noised = new Float32Array(part.length * elements);
    const window = (index: number) => noised.subarray(index * elements, (index + 1) * elements);
    part.forEach(({ timestep }, index) => {
      addNoise(x0, noises[index]!, this.alphas[timestep]!, window(index));
    });
    const outputs = await denoiser.predict({
      samples: noised,
      timesteps: part.map(({ timestep }) => timestep),
      conditionings: await conditioning.rows(asked),
    });
    return this.predictions(call, part, (column) => ({
      noise: noises[column]!,
      noised: window(column),
      outputs: outputs[column]!,
    }));
  }

  /** One after the other: all at once would take as much memory as the denoiser's output. */
  private *predictions(
    { conditionings, samples }: Call,
    part: Evaluations['samples'],
    at: (column: number) => {
      noise: Float32Array;
      noised: Float32Array;
      outputs: readonly Float32Array[];
    },
  ): Generator<Prediction> {
    const type = this.parts.model.scheduler.prediction_type ?? 'epsilon';
    for (const [column, { timestep }] of part.entries()) {
      const { noise, noised, outputs } = at(column);
      for (const [row, output] of outputs.entries()) {
        yield {
          row: conditionings[0] + row,
          column: samples[0] + column,
          noise,
          predicted: predictedNoise(type, output, noised, this.alphas[timestep]!),
        };
      }
    }
  }

  private noiseRows(source: Evaluations['noise']): NoiseRows {
    if (this.noise?.kind !== source.kind || this.noise.seed !== source.seed) {
      const rows = new NoiseRows(source, this.parts.denoiser.elements);
      this.noise = { ...source, rows };
    }
    return this.noise.rows;
  }
}
