import { Failure } from '../failure';
import type { Device } from './messages';
import type { InferenceSession, Tensor } from './onnxRuntime';
import { openSession } from './openSession';
import { isOutOfMemory, lacksFloat16, runtimeMessage } from './runtimeError';

/** What is used of a session of ONNX Runtime. */
export interface Session extends Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'> {
  run(
    feeds: InferenceSession.FeedsType,
    outputs: readonly string[],
  ): Promise<InferenceSession.ReturnType>;
}

/** Name, type and shape of an input or output: axes are numbers, or names where they are of any size. */
export type TensorInfo = InferenceSession.TensorValueMetadata;

/** Which graph of which model: how messages name it. */
export interface GraphPlace {
  /** What it is to the model, such as "denoiser". */
  name: string;
  modelId: string;
  /** Absolute path of the model. */
  folder: string;
  /** Absolute path of the ONNX file. */
  file: string;
  /** That it runs on. */
  provider: Device['provider'];
}

function tensorsOf(metadata: readonly InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.filter((value): value is TensorInfo => value.isTensor);
}

/** A graph of a model on a device, whose failures are named ones. */
export class Graph {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];

  constructor(
    private readonly session: Session,
    private readonly place: GraphPlace,
  ) {
    this.inputs = tensorsOf(session.inputMetadata);
    this.outputs = tensorsOf(session.outputMetadata);
  }

  /**
   * @param create makes the session. Default: of the file, as it is.
   * @throws Failure `model-invalid` where ONNX Runtime cannot load the file, `out-of-memory`,
   *   `provider-unavailable`.
   */
  static async open(
    of: Omit<GraphPlace, 'provider'>,
    device: Device,
    create: () => Promise<Session> = () => openSession(of.file, device),
  ): Promise<Graph> {
    const place = { ...of, provider: device.provider };
    try {
      return new Graph(await create(), place);
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (isOutOfMemory(error as Error)) throw tooLarge(place, error as Error);
      if (lacksFloat16(error as Error)) throw withoutFloat16(place, error as Error);
      throw invalid(
        place,
        `ONNX Runtime cannot load it (is it whole, and no pointer of Git LFS?): ${runtimeMessage(error as Error)}`,
      );
    }
  }

  /** @throws Failure `model-invalid`: the file is not as expected, in the way that `problem` says. */
  fail(problem: string): never {
    throw invalid(this.place, problem);
  }

  /** @throws Failure `model-invalid`: what it gave is not as expected, in the way that `problem` says. */
  failAt(problem: string, details: Readonly<Record<string, string>> = {}): never {
    const { name, modelId } = this.place;
    throw new Failure('model-invalid', `The ${name} of model ${modelId} ${problem}`, {
      model: modelId,
      ...details,
    });
  }

  /**
   * Runs it once; only the outputs that are named are computed and copied.
   *
   * @throws Failure `out-of-memory`; `host-failed` with what else ONNX Runtime says.
   */
  async run<N extends string>(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly N[],
  ): Promise<Record<N, Tensor>> {
    try {
      return (await this.session.run(feeds, outputs)) as Record<N, Tensor>;
    } catch (error) {
      if (isOutOfMemory(error as Error)) throw tooLarge(this.place, error as Error);
      const { name, modelId } = this.place;
      const cause = runtimeMessage(error as Error);
      throw new Failure('host-failed', `The ${name} of model ${modelId} failed: ${cause}`, {
        model: modelId,
        cause,
      });
    }
  }
}

function invalid({ folder, file }: GraphPlace, problem: string): Failure {
  return new Failure('model-invalid', `Model ${file}: ${problem}`, { folder, file });
}

function tooLarge({ name, modelId, provider }: GraphPlace, error: Error): Failure {
  const cause = runtimeMessage(error);
  return new Failure(
    'out-of-memory',
    `There is not enough memory for the ${name} of model ${modelId} on provider ${provider}: ${cause}. Close other programs that use the same device, or take a smaller model (in float16, for smaller images) or another provider.`,
    { model: modelId, provider, cause },
  );
}

function withoutFloat16({ name, modelId, provider }: GraphPlace, error: Error): Failure {
  const cause = runtimeMessage(error);
  return new Failure(
    'provider-unavailable',
    `Provider ${provider} cannot run the ${name} of model ${modelId}, as this device has no float16: ${cause} Take an export in float32, or another provider.`,
    { model: modelId, provider, cause },
  );
}
