import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { Failure } from '../failure';
import type { ModelFolder } from '../models';
import { type DenoiserSignature, type Input, readSignature } from './denoiserSignature';
import type { Device } from './messages';
import { openSession } from './openSession';

/** One call of a denoiser: every sample under every class label. */
export interface DenoiserBatch {
  /** The noised samples x_t, [samples, ...shape]. */
  samples: Float32Array;
  /** One for each sample. */
  timesteps: readonly number[];
  classLabels: readonly number[];
}

/**
 * A class-conditional denoiser in ONNX, in any of the forms that exports come in:
 *
 * - plain (as diffusers calls a UNet): `class_labels` [batch] to [batch, channels, height, width],
 *   one label a row;
 * - crossed: `class_labels` [labels] to [batch, labels, channels, height, width], every row under
 *   every label, so that what does not depend on the label is computed once.
 *
 * `timestep` may be int64 or float32, of shape [batch] or a scalar, which serves one t a call.
 */
export class Denoiser {
  /** Of one sample: [channels, height, width]. */
  readonly shape: readonly number[];
  /** Numbers in one sample, the product of `shape`. */
  readonly elements: number;
  /** Whether all samples of a batch must have the same timestep. */
  readonly oneTimestepAtATime: boolean;

  private constructor(
    private readonly session: InferenceSession,
    private readonly signature: DenoiserSignature,
    private readonly modelId: string,
  ) {
    this.shape = signature.shape;
    this.elements = signature.shape.reduce((product, side) => product * side, 1);
    this.oneTimestepAtATime = signature.timestep.shape.length === 0;
  }

  /**
   *
   * @throws Failure `model-invalid` where ONNX Runtime cannot load the file, or its inputs and
   *   outputs have none of the forms above.
   */
  static async open(
    { id, folder, denoiserFile, classifier }: ModelFolder,
    device: Device,
  ): Promise<Denoiser> {
    const fail = (problem: string): never => {
      throw new Failure('model-invalid', `Model ${denoiserFile}: ${problem}`, {
        folder,
        file: denoiserFile,
      });
    };
    const session = await openSession(denoiserFile, device).catch((error: Error) =>
      fail(
        `ONNX Runtime cannot load it (is it whole, and no pointer of Git LFS?): ${runtimeMessage(error)}`,
      ),
    );
    return new Denoiser(session, readSignature(session, classifier.image.size, fail), id);
  }

  /**
   * The denoiser's output for each sample under each label: [sample][label], each of `elements`
   * numbers. What a model predicts beside the noise (DiT: a variance, in a second half of the
   * channels) is left out.
   *
   * @throws Failure `host-failed` with what ONNX Runtime says; `model-invalid` where the output is
   *   not of the shape that the file declares.
   */
  async predict(batch: DenoiserBatch): Promise<Float32Array[][]> {
    const { timesteps, classLabels } = batch;
    const { signature } = this;
    const rows = signature.isCrossed ? batch : this.paired(batch);
    const { data, dims } = await this.run({
      sample: new Tensor('float32', rows.samples, [rows.timesteps.length, ...this.shape]),
      timestep: this.oneTimestepAtATime
        ? numbers(signature.timestep, timesteps.slice(0, 1), [])
        : numbers(signature.timestep, rows.timesteps, [rows.timesteps.length]),
      class_labels: numbers(signature.classLabels, rows.classLabels, [rows.classLabels.length]),
    });
    this.checkShape(dims, [
      rows.timesteps.length,
      ...(signature.isCrossed ? [classLabels.length] : []),
    ]);
    const stride = data.length / (timesteps.length * classLabels.length);
    return timesteps.map((_, sample) =>
      classLabels.map((_, label) => {
        const start = (sample * classLabels.length + label) * stride;
        return data.subarray(start, start + this.elements);
      }),
    );
  }

  private async run(
    feeds: InferenceSession.FeedsType,
  ): Promise<{ data: Float32Array; dims: readonly number[] }> {
    try {
      const outputs = await this.session.run(feeds);
      const { data, dims } = outputs[this.session.outputNames[0]!]!;
      return { data: data as Float32Array, dims };
    } catch (error) {
      const cause = runtimeMessage(error as Error);
      throw new Failure('host-failed', `The denoiser of model ${this.modelId} failed: ${cause}`, {
        model: this.modelId,
        cause,
      });
    }
  }

  /** @param rows the axes before the channels: what the file declares of them may be any names. */
  private checkShape(dims: readonly number[], rows: readonly number[]): void {
    const [channels, height, width] = this.shape;
    const isExpected =
      dims.length === rows.length + 3 &&
      rows.every((count, axis) => dims[axis] === count) &&
      dims.at(-3)! >= channels! &&
      dims.at(-2) === height &&
      dims.at(-1) === width;
    if (isExpected) return;
    const expected = [...rows, `${channels} or more`, height, width].join(', ');
    throw new Failure(
      'model-invalid',
      `The denoiser of model ${this.modelId} gave an output of shape [${dims.join(', ')}], but [${expected}] was expected.`,
      { model: this.modelId, expected, received: dims.join(', ') },
    );
  }

  /** The plain form of a batch: each sample repeated for each label, one label a row. */
  private paired({ samples, timesteps, classLabels }: DenoiserBatch): DenoiserBatch {
    const { elements } = this;
    const repeated = new Float32Array(samples.length * classLabels.length);
    for (let row = 0; row * elements < repeated.length; row++) {
      const sample = Math.floor(row / classLabels.length);
      repeated.set(samples.subarray(sample * elements, (sample + 1) * elements), row * elements);
    }
    return {
      samples: repeated,
      timesteps: timesteps.flatMap((timestep) => classLabels.map(() => timestep)),
      classLabels: timesteps.flatMap(() => classLabels),
    };
  }
}

/** Whole numbers in the type that the model declares for an input. */
function numbers({ type }: Input, values: readonly number[], dims: number[]): Tensor {
  switch (type) {
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
    case 'int32':
      return new Tensor('int32', Int32Array.from(values), dims);
    default:
      return new Tensor('float32', Float32Array.from(values), dims);
  }
}

/** What ONNX Runtime says, in one line; from the middle of its longest, signatures of C++ are left out. */
function runtimeMessage({ message }: Error): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length <= 500 ? line : `${line.slice(0, 200)} … ${line.slice(-300)}`;
}
