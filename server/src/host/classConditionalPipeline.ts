import { Failure } from '../failure';
import { addNoise, alphasCumprod, meanError, NoiseRows, predictedNoise } from '../method';
import { type ModelFolder, openModelFolder } from '../models';
import { Denoiser } from './denoiser';
import type {
  Conditioning,
  ErrorsParams,
  ModelDescription,
  OpenParams,
  PreparedImage,
  PrepareParams,
  SampleToEvaluate,
} from './messages';
import { PreparedImages } from './preparedImages';

/**
 * Evaluations in one call of ONNX Runtime. On the bundled model 40 to 120 are alike; 10 took 8% longer
 * each, 320 took 6% longer, as their activations no longer fit the cache.
 */
const evaluationsPerCall = 64;

/** Numbers in the samples of one call, 50 MB: activations take some hundred times as much. */
const elementsPerCall = 64 * 3 * 256 * 256;

/** Images to errors with a class-conditional pixel-space denoiser: x0 is the image itself. */
export class ClassConditionalPipeline {
  private readonly alphas: Float64Array;
  private readonly images: PreparedImages;
  private noise: { kind: string; seed: number; rows: NoiseRows } | undefined;

  private constructor(
    private readonly model: ModelFolder,
    private readonly denoiser: Denoiser,
    readonly description: ModelDescription,
  ) {
    this.alphas = alphasCumprod(model.scheduler);
    this.images = new PreparedImages(model.classifier.image);
  }

  /** @throws Failure `model-not-found`, `model-invalid`. */
  static async open({ folder, device }: OpenParams): Promise<ClassConditionalPipeline> {
    const model = await openModelFolder(folder);
    const denoiser = await Denoiser.open(model, device);
    return new ClassConditionalPipeline(model, denoiser, {
      provider: device.provider,
      warnings: [],
    });
  }

  /** Reads an image and keeps its x0. See {@link PreparedImages.prepare}. */
  async prepare(parameters: PrepareParams): Promise<PreparedImage> {
    return await this.images.prepare(parameters);
  }

  /**
   * e = d(ε, ε̂(√ᾱ_t·x0 + √(1-ᾱ_t)·ε, t, c)) for every conditioning c at every sample (t, ε), d the
   * mean distance over all elements: [conditionings][samples].
   *
   * @throws Failure `image-not-found` with the key, where that image is not prepared;
   *   `options-invalid` for a timestep or a class index that the model does not have;
   *   `host-failed`, `model-invalid` where the denoiser gives no answer or no number.
   */
  async errors(parameters: ErrorsParams): Promise<number[][]> {
    const { key, conditionings, samples } = parameters;
    this.check(classIndices(conditionings), samples);
    const x0 = this.images.x0(key);
    if (!x0) {
      throw new Failure('image-not-found', `Image ${key} is not prepared: prepare it first.`, {
        key,
      });
    }
    const errors = conditionings.map(() => new Array<number>(samples.length));
    for (const call of this.calls(conditionings.length, samples)) {
      const rows = await this.evaluate(x0, call, parameters);
      rows.forEach((row, offset) => {
        row.forEach((error, index) => {
          errors[call.conditionings[0] + offset]![call.samples[0] + index] = error;
        });
      });
    }
    return errors;
  }

  /** The ranges [from, to) of conditionings and samples of each call. */
  private *calls(conditionings: number, samples: readonly SampleToEvaluate[]): Generator<Call> {
    const affordable = Math.max(1, Math.floor(elementsPerCall / this.denoiser.elements));
    const step = Math.min(evaluationsPerCall, affordable);
    const labelStep = Math.min(conditionings, step);
    const sampleStep = this.denoiser.oneTimestepAtATime ? 1 : Math.floor(step / labelStep);
    for (let sample = 0; sample < samples.length; sample += sampleStep) {
      for (let label = 0; label < conditionings; label += labelStep) {
        yield {
          conditionings: [label, Math.min(label + labelStep, conditionings)],
          samples: [sample, Math.min(sample + sampleStep, samples.length)],
        };
      }
    }
  }

  private async evaluate(
    x0: Float32Array,
    call: Call,
    { conditionings, samples, noise: source, loss }: ErrorsParams,
  ): Promise<number[][]> {
    const { elements } = this.denoiser;
    const noiseRows = this.noiseRows(source);
    const part = samples.slice(...call.samples);
    const labels = classIndices(conditionings).slice(...call.conditionings);
    const noises = part.map(({ noiseRow }) => noiseRows.row(noiseRow));
    const noised = new Float32Array(part.length * elements);
    const window = (index: number) => noised.subarray(index * elements, (index + 1) * elements);
    part.forEach(({ timestep }, index) => {
      addNoise(x0, noises[index]!, this.alphas[timestep]!, window(index));
    });
    const outputs = await this.denoiser.predict({
      samples: noised,
      timesteps: part.map(({ timestep }) => timestep),
      classLabels: labels.map(({ classIndex }) => classIndex),
    });
    const type = this.model.scheduler.prediction_type ?? 'epsilon';
    return labels.map(({ classIndex }, label) =>
      part.map(({ timestep }, index) => {
        const alpha = this.alphas[timestep]!;
        const predicted = predictedNoise(type, outputs[index]![label]!, window(index), alpha);
        const error = meanError(loss, noises[index]!, predicted);
        if (!Number.isFinite(error)) throw this.notFinite(classIndex, timestep);
        return error;
      }),
    );
  }

  private notFinite(classIndex: number, timestep: number): Failure {
    const { id, classifier } = this.model;
    const { name } = classifier.labels[classIndex]!;
    return new Failure(
      'model-invalid',
      `The denoiser of model ${id} gave a number that is not finite for class "${name}" at timestep ${timestep}: its weights or precision may be broken.`,
      { model: id, label: name, timestep: String(timestep) },
    );
  }

  private noiseRows(source: ErrorsParams['noise']): NoiseRows {
    if (this.noise?.kind !== source.kind || this.noise.seed !== source.seed) {
      this.noise = { ...source, rows: new NoiseRows(source, this.denoiser.elements) };
    }
    return this.noise.rows;
  }

  private check(conditionings: ClassIndex[], samples: SampleToEvaluate[]): void {
    const within = (name: string, value: number, end: number): void => {
      if (!Number.isInteger(value) || value < 0 || value >= end) {
        throw new Failure(
          'options-invalid',
          `Expected a whole number from 0 to ${end - 1} for ${name}, but received ${value}.`,
          { name, received: String(value) },
        );
      }
    };
    const labels = this.model.classifier.labels.length;
    for (const { classIndex } of conditionings) within('classIndex', classIndex, labels);
    for (const { timestep, noiseRow } of samples) {
      within('timestep', timestep, this.alphas.length);
      within('noiseRow', noiseRow, Number.MAX_SAFE_INTEGER);
    }
  }
}

function classIndices(conditionings: readonly Conditioning[]): ClassIndex[] {
  return conditionings.map((conditioning) =>
    'classIndex' in conditioning ? conditioning : { classIndex: -1 },
  );
}

interface ClassIndex {
  classIndex: number;
}

interface Call {
  conditionings: [from: number, to: number];
  samples: [from: number, to: number];
}
