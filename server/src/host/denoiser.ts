import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Failure } from '../failure';
import type { ModelFolder } from '../models';
import { type DenoiserSignature, type Input, readSignature } from './denoiserSignature';
import type { Provider } from './messages';

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
  /** Whether one row of a batch serves every label. */
  readonly labelsShareTrunk: boolean;
  /** Whether all samples of a batch must have the same timestep. */
  readonly oneTimestepAtATime: boolean;

  private constructor(
    private readonly session: InferenceSession,
    private readonly signature: DenoiserSignature,
    private readonly modelId: string,
  ) {
    this.shape = signature.shape;
    this.elements = signature.shape.reduce((product, side) => product * side, 1);
    this.labelsShareTrunk = signature.isCrossed;
    this.oneTimestepAtATime = signature.timestep.shape.length === 0;
  }

  /**
   * @param threads defaults to all processors.
   * @throws Failure `model-invalid` where ONNX Runtime cannot load the file, or its inputs and
   *   outputs have none of the forms above.
   */
  static async open(
    { id, folder, denoiserFile, classifier }: ModelFolder,
    provider: Provider,
    threads: number = availableParallelism(),
  ): Promise<Denoiser> {
    const fail = (problem: string): never => {
      throw new Failure('model-invalid', `Model ${denoiserFile}: ${problem}`, {
        folder,
        file: denoiserFile,
      });
    };
    const session = await InferenceSession.create(denoiserFile, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    }).catch((error: Error) => fail(`ONNX Runtime cannot load it: ${error.message}`));
    return new Denoiser(session, readSignature(session, classifier.image.size, fail), id);
  }

  /**
   * The denoiser's output for each sample under each label: [sample][label], each of `elements`
   * numbers. What a model predicts beside the noise (DiT: a variance, in a second half of the
   * channels) is left out.
   *
   * @throws Failure `host-failed` with what ONNX Runtime says.
   */
  async predict(batch: DenoiserBatch): Promise<Float32Array[][]> {
    const { timesteps, classLabels } = batch;
    const { signature } = this;
    const rows = signature.isCrossed ? batch : this.paired(batch);
    const output = await this.run({
      sample: new Tensor('float32', rows.samples, [rows.timesteps.length, ...this.shape]),
      timestep: this.oneTimestepAtATime
        ? numbers(signature.timestep, timesteps.slice(0, 1), [])
        : numbers(signature.timestep, rows.timesteps, [rows.timesteps.length]),
      class_labels: numbers(signature.classLabels, rows.classLabels, [rows.classLabels.length]),
    });
    const stride = output.length / (timesteps.length * classLabels.length);
    return timesteps.map((_, sample) =>
      classLabels.map((_, label) => {
        const start = (sample * classLabels.length + label) * stride;
        return output.subarray(start, start + this.elements);
      }),
    );
  }

  private async run(feeds: InferenceSession.FeedsType): Promise<Float32Array> {
    try {
      const outputs = await this.session.run(feeds);
      return outputs[this.session.outputNames[0]!]!.data as Float32Array;
    } catch (error) {
      const cause = (error as Error).message;
      throw new Failure('host-failed', `The denoiser of model ${this.modelId} failed: ${cause}`, {
        model: this.modelId,
        cause,
      });
    }
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
