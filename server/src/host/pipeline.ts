import { Failure } from '../failure';
import { addNoise, alphasCumprod, meanError, NoiseRows, predictedNoise } from '../method';
import { type ModelFolder, openModelFolder } from '../models';
import { type ConditioningSide, openConditioningSide } from './conditioning';
import { type Call, Denoiser, evaluations, partsOf } from './denoiser';
import { expectWithin } from './expectWithin';
import { type ImageSide, openImageSide, PreparedImages } from './imageSide';
import type {
  Conditioning,
  EncodeParams,
  EncodeResult,
  ErrorsParams,
  ModelDescription,
  OpenParams,
  PreparedImage,
  PrepareParams,
} from './messages';

/** Numbers in the samples of one call, 50 MB: activations take some hundred times as much. */
const elementsPerCall = 64 * 3 * 256 * 256;

/** What a pipeline is made of. */
interface Parts {
  model: ModelFolder;
  image: ImageSide;
  denoiser: Denoiser;
  conditioning: ConditioningSide;
}

/** Images to errors: an image side, a conditioning side, and the denoiser between them. */
export class Pipeline {
  readonly description: ModelDescription;
  private readonly alphas: Float64Array;
  private readonly images: PreparedImages;
  private noise: { kind: string; seed: number; rows: NoiseRows } | undefined;
  /** Evaluations in one call: at most as many as have not been found too many for the memory. */
  private most: number;

  constructor(
    private readonly parts: Parts,
    provider: ModelDescription['provider'],
  ) {
    const { model, image, denoiser } = parts;
    this.description = { provider, warnings: [...image.warnings] };
    this.alphas = alphasCumprod(model.scheduler);
    this.images = new PreparedImages(model.classifier.image, image);
    const affordable = Math.max(1, Math.floor(elementsPerCall / denoiser.elements));
    this.most = Math.min(affordable, denoiser.signature.batch ?? affordable);
  }

  /** @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`. */
  static async open({ folder, device }: OpenParams): Promise<Pipeline> {
    const model = await openModelFolder(folder);
    const image = await openImageSide(model, device);
    const denoiser = await Denoiser.open(model, image, device);
    const conditioning = await openConditioningSide(model, denoiser, device);
    return new Pipeline({ model, image, denoiser, conditioning }, device.provider);
  }

  /** Reads an image and keeps its x0. See {@link PreparedImages.prepare}. */
  async prepare(parameters: PrepareParams): Promise<PreparedImage> {
    return await this.images.prepare(parameters);
  }

  /** See {@link ConditioningSide.encode}. */
  async encode({ conditionings }: EncodeParams): Promise<EncodeResult> {
    return await this.parts.conditioning.encode(conditionings);
  }

  /**
   * e = d(ε, ε̂(√ᾱ_t·x0 + √(1-ᾱ_t)·ε, t, c)) for every conditioning c at every sample (t, ε), d the
   * mean distance over all elements: [conditionings][samples].
   *
   * @throws Failure `image-not-found` with the key, where that image is not prepared;
   *   `options-invalid` for a timestep or a conditioning that the model does not have;
   *   `out-of-memory` where it does not suffice for a single evaluation; `host-failed`,
   *   `model-invalid` where a graph gives no answer or no number.
   */
  async errors(parameters: ErrorsParams): Promise<number[][]> {
    const { key, conditionings, samples } = parameters;
    for (const { timestep, noiseRow } of samples) {
      expectWithin('timestep', timestep, this.alphas.length);
      expectWithin('noiseRow', noiseRow, Number.MAX_SAFE_INTEGER);
    }
    const x0 = this.images.x0(key);
    if (!x0) {
      throw new Failure('image-not-found', `Image ${key} is not prepared: prepare it first.`, {
        key,
      });
    }
    const errors = conditionings.map(() => new Array<number>(samples.length));
    const { sharesTimestep } = this.parts.denoiser.signature;
    const waiting: Call[] = [
      { conditionings: [0, conditionings.length], samples: [0, samples.length] },
    ];
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const parts = [...partsOf(call, this.most, sharesTimestep)];
      if (parts.length !== 1) waiting.unshift(...parts);
      else if (!(await this.fill(errors, x0, call, parameters))) waiting.unshift(call);
    }
    return errors;
  }

  /**
   * Writes the errors of a call to their place in `errors`.
   *
   * @returns false where there was not enough memory: the next calls are half as large.
   */
  private async fill(
    errors: number[][],
    x0: Float32Array,
    call: Call,
    parameters: ErrorsParams,
  ): Promise<boolean> {
    try {
      const rows = await this.evaluate(x0, call, parameters);
      rows.forEach((row, offset) => {
        row.forEach((error, index) => {
          errors[call.conditionings[0] + offset]![call.samples[0] + index] = error;
        });
      });
      return true;
    } catch (error) {
      const isTooLarge = error instanceof Failure && error.code === 'out-of-memory';
      if (!isTooLarge || evaluations(call) === 1) throw error;
      this.most = Math.floor(evaluations(call) / 2);
      return false;
    }
  }

  /** One call of the denoiser: [conditionings][samples]. */
  private async evaluate(
    x0: Float32Array,
    call: Call,
    { conditionings, samples, noise: source, loss }: ErrorsParams,
  ): Promise<number[][]> {
    const { model, denoiser, conditioning } = this.parts;
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
    const type = model.scheduler.prediction_type ?? 'epsilon';
    return asked.map((one, label) =>
      part.map(({ timestep }, index) => {
        const alpha = this.alphas[timestep]!;
        const predicted = predictedNoise(type, outputs[index]![label]!, window(index), alpha);
        const error = meanError(loss, noises[index]!, predicted);
        if (!Number.isFinite(error)) this.failNotFinite(one, timestep);
        return error;
      }),
    );
  }

  private failNotFinite(conditioning: Conditioning, timestep: number): never {
    const { denoiser, conditioning: side } = this.parts;
    const { kind, label } = side.title(conditioning);
    return denoiser.graph.failAt(
      `gave a number that is not finite for ${kind} "${label}" at timestep ${timestep}: its weights or precision may be broken.`,
      { label, timestep: String(timestep) },
    );
  }

  private noiseRows(source: ErrorsParams['noise']): NoiseRows {
    if (this.noise?.kind !== source.kind || this.noise.seed !== source.seed) {
      const rows = new NoiseRows(source, this.parts.denoiser.elements);
      this.noise = { ...source, rows };
    }
    return this.noise.rows;
  }
}
