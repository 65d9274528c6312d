import type { ModelFolder } from '../../models';
import { Graph, type TensorInfo } from '../graph';
import type { ImageSide } from '../imageSide';
import type { Device } from '../messages';
import type { Tensor } from '../onnxRuntime';
import { encoded, floatsOf, type NumberType, type Row, stacked, tensorOf } from '../tensors';
import type { Pair } from './calls';
import { type ConditioningInput, conditioningInputs } from './inputs';
import { type DenoiserSignature, readSignature } from './signature';

/** What the denoiser is given of one conditioning: a row for each of its inputs that carry it. */
export type ConditioningRows = Readonly<Partial<Record<ConditioningInput, Row>>>;

/** One call of a denoiser. */
export interface DenoiserBatch {
  /** The noised samples x_t, [samples, ...shape]. */
  samples: Float32Array;
  /** One for each sample; all the same where the denoiser shares a timestep. */
  timesteps: readonly number[];
  conditionings: readonly ConditioningRows[];
  /** What to evaluate; of a crossed denoiser every sample under every conditioning, in that order. */
  pairs: readonly Pair[];
}

/**
 * A denoiser in ONNX, in any of the forms that exports come in:
 *
 * - plain (as diffusers calls a UNet or DiT): a conditioning a row, to [batch, channels, height,
 *   width];
 * - crossed: the conditionings as a batch of their own, to [batch, labels, channels, height, width],
 *   every row under every label, so that what does not depend on the label is computed once.
 *
 * The timestep is a row's, or one for the whole call; the batch may be of a fixed size.
 */
export class Denoiser {
  /** Numbers in one sample. */
  readonly elements: number;
  readonly signature: DenoiserSignature;

  /** @throws Failure `model-invalid` where its inputs and outputs have none of the forms above. */
  constructor(
    readonly graph: Graph,
    private readonly side: Pick<ImageSide, 'shape' | 'downscale'>,
    vocabulary: ModelFolder['vocabulary'],
  ) {
    this.signature = readSignature(graph, side, vocabulary);
    this.elements = side.shape.reduce((product, length) => product * length, 1);
  }

  /** @throws Failure `model-invalid`, `out-of-memory`. */
  static async open(model: ModelFolder, side: ImageSide, device: Device): Promise<Denoiser> {
    const { id, folder, denoiserFile: file, vocabulary } = model;
    const graph = await Graph.open({ name: 'denoiser', modelId: id, folder, file }, device);
    return new Denoiser(graph, side, vocabulary);
  }

  /**
   * The denoiser's output for each pair, of `elements` numbers each. What a model predicts beside the
   * noise (DiT: a variance, in a second half of the channels) is left out.
   *
   * @throws Failure `out-of-memory`; `host-failed` with what ONNX Runtime says; `model-invalid` where
   *   the output is not of the shape that the file declares.
   */
  async predict(batch: DenoiserBatch): Promise<Float32Array[]> {
    const { conditionings, pairs } = batch;
    const { output, isCrossed } = this.signature;
    const rows = this.rows(batch);
    const tensors = await this.graph.run(
      { ...this.sampleFeeds(batch, rows), ...this.conditioningFeeds(conditionings, rows) },
      [output.name],
    );
    const given = tensors[output.name]!;
    this.checkShape(given.dims, [rows.length, ...(isCrossed ? [conditionings.length] : [])]);
    const data = floatsOf(given);
    const stride = data.length / (rows.length * (isCrossed ? conditionings.length : 1));
    return pairs.map((_, pair) => data.subarray(pair * stride, pair * stride + this.elements));
  }

  /** Of the graph's batch: each pair, crossed each sample, then the last again up to a fixed size. */
  private rows({ timesteps, pairs }: DenoiserBatch): Pair[] {
    const { isCrossed, batch = 0 } = this.signature;
    const rows = isCrossed ? timesteps.map((_, sample) => ({ sample, label: 0 })) : [...pairs];
    while (rows.length < batch) rows.push(rows.at(-1)!);
    return rows;
  }

  private sampleFeeds({ samples, timesteps }: DenoiserBatch, rows: readonly Pair[]): Feeds {
    const { elements, side } = this;
    const { inputs, sharesTimestep } = this.signature;
    const { sample, timestep } = inputs;
    const noised = new Float32Array(rows.length * elements);
    rows.forEach((row, index) => {
      const start = row.sample * elements;
      noised.set(samples.subarray(start, start + elements), index * elements);
    });
    const times = sharesTimestep
      ? timesteps.slice(0, 1)
      : rows.map((row) => timesteps[row.sample]!);
    return {
      [sample.name]: filled(sample, noised, [rows.length, ...side.shape]),
      [timestep.name]: filled(timestep, times, timestep.shape.length === 0 ? [] : [times.length]),
    };
  }

  private conditioningFeeds(
    conditionings: readonly ConditioningRows[],
    rows: readonly Pair[],
  ): Feeds {
    const { inputs, isCrossed } = this.signature;
    const ordered = isCrossed ? conditionings : rows.map(({ label }) => conditionings[label]!);
    const feeds = conditioningInputs.flatMap((role) => {
      const input = inputs[role];
      if (!input) return [];
      return [
        [
          input.name,
          stacked(
            input.type as NumberType,
            ordered.map((one) => one[role]!),
          ),
        ] as const,
      ];
    });
    return Object.fromEntries(feeds);
  }

  /** @param rows the axes before the channels: what the file declares of them may be any names. */
  private checkShape(dims: readonly number[], rows: readonly number[]): void {
    const [channels, height, width] = this.side.shape;
    const isExpected =
      dims.length === rows.length + 3 &&
      rows.every((count, axis) => dims[axis] === count) &&
      dims.at(-3)! >= channels &&
      dims.at(-2) === height &&
      dims.at(-1) === width;
    if (isExpected) return;
    const expected = [...rows, `${channels} or more`, height, width].join(', ');
    const received = dims.join(', ');
    this.graph.failAt(`gave an output of shape [${received}], but [${expected}] was expected.`, {
      expected,
      received,
    });
  }
}

type Feeds = Record<string, Tensor>;

/** Numbers as an input of the graph, which has been checked to be of one of our types. */
function filled({ type }: TensorInfo, values: ArrayLike<number>, dims: readonly number[]): Tensor {
  return tensorOf(type as NumberType, encoded(type as NumberType, values), dims);
}
