import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFolder } from '../../models';
import { Graph, type Session } from '../graph';
import type { Device } from '../messages';
import { InferenceSession, type Tensor } from '../onnxRuntime';
import { sessionOptions } from '../openSession';
import { midBlockOutput, withOutput } from './midBlock';

/** A session of a denoiser that keeps, of every run, what left its middle. */
class TappedSession implements Session {
  taken: Tensor | undefined;

  constructor(
    private readonly session: InferenceSession,
    private readonly tensor: string,
  ) {}

  get inputMetadata() {
    return this.session.inputMetadata;
  }

  /** The denoiser's own alone: the tensor is the last. */
  get outputMetadata() {
    return this.session.outputMetadata.slice(0, -1);
  }

  async run(
    feeds: InferenceSession.FeedsType,
    outputs: readonly string[],
  ): Promise<InferenceSession.ReturnType> {
    const tensors = await this.session.run(feeds, [...outputs, this.tensor]);
    this.taken = tensors[this.tensor] as Tensor | undefined;
    return tensors;
  }
}

/** A denoiser's graph, and what left its middle in the last run. */
export interface TappedGraph {
  graph: Graph;
  /** [rows, channels, height, width]. */
  middle(): Tensor;
}

/**
 * Opens a denoiser whose middle can be seen. The file is read as it is, with one more output put
 * behind it in memory; weights in files of their own stay there.
 *
 * @throws Failure `model-invalid` where it has no middle, or ONNX Runtime cannot load it;
 *   `out-of-memory`, `provider-unavailable`.
 */
export async function openTapped(
  { id: modelId, folder, denoiserFile: file }: ModelFolder,
  device: Device,
): Promise<TappedGraph> {
  const model = await readFile(file);
  const tensor = midBlockOutput(model);
  const place = { name: 'denoiser', modelId, folder, file };
  let tapped: TappedSession | undefined;
  const graph = await Graph.open(place, device, async () => {
    const options = {
      ...sessionOptions(device),
      extra: { session: { model_external_initializers_file_folder_path: path.dirname(file) } },
    };
    const edited = tensor === undefined ? model : withOutput(model, tensor);
    tapped = new TappedSession(await InferenceSession.create(edited, options), tensor ?? '');
    return tapped;
  });
  if (tensor === undefined) {
    graph.fail(
      'has no middle block whose activations could be features: expected a U-Net as diffusers and this project export it',
    );
  }
  return { graph, middle: () => tapped!.taken! };
}
