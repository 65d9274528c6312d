import type { ClipFolder } from '../../models';
import { Graph, type TensorInfo } from '../graph';
import type { Device } from '../messages';
import type { Tensor } from '../onnxRuntime';
import {
  encoded,
  floatsOf,
  isFloatType,
  isNumberType,
  type NumberType,
  tensorOf,
} from '../tensors';
import { type Embedding, normalised } from './embedding';

/** What an encoder is given: rows of one kind. What a graph takes beside them is made up. */
export interface Rows {
  /** [rows, tokens], row by row. */
  ids?: Int32Array;
  /** [rows, 3, size, size], row by row. */
  pixels?: Float32Array;
}

/** Sizes that inputs have, and what stands in for a text where a graph asks for one beside an image. */
export interface EncoderSizes {
  tokens: number;
  size: number;
  emptyText: Int32Array;
}

type InputName = 'input_ids' | 'attention_mask' | 'pixel_values';

/** Whether an input of that name may be of a type. */
const isTyped: Readonly<Record<InputName, (type: string) => boolean>> = {
  input_ids: (type) => isNumberType(type) && !isFloatType(type),
  attention_mask: isNumberType,
  pixel_values: isFloatType,
};

export type EmbeddingName = 'image_embeds' | 'text_embeds';

/**
 * A graph that gives embeddings: an encoder of images, one of texts, or both in one. Where it holds
 * both, it is given an empty text beside images, and a grey image beside texts.
 */
export class EncoderGraph {
  private readonly inputs: Partial<Record<InputName, TensorInfo>>;

  /** @throws Failure `model-invalid` where it has other inputs than an encoder of CLIP. */
  constructor(
    readonly graph: Graph,
    private readonly sizes: EncoderSizes,
  ) {
    this.inputs = Object.fromEntries(graph.inputs.map((input) => [input.name, input]));
    for (const { name, type, shape } of graph.inputs) {
      if (!isTyped[name as InputName]?.(type)) {
        graph.fail(
          `expected inputs input_ids (int64 or int32), attention_mask and pixel_values (float32 or float16), or some of them, but found ${name} (${type})`,
        );
      }
      this.checkShape(name as InputName, shape);
    }
  }

  /** @throws Failure `model-invalid`, `out-of-memory`. */
  static async open(
    { id, folder, graphs }: Pick<ClipFolder, 'id' | 'folder' | 'graphs'>,
    kind: 'image' | 'text',
    sizes: EncoderSizes,
    device: Device,
  ): Promise<EncoderGraph> {
    const place = { name: `${kind} encoder`, modelId: id, folder, file: graphs[kind] };
    return new EncoderGraph(await Graph.open(place, device), sizes);
  }

  /**
   * The embeddings of `rows`, normalised.
   *
   * @throws Failure `model-invalid` where the graph does not give them or they are not finite;
   *   `out-of-memory`, `host-failed`.
   */
  async embeddings(given: Rows, name: EmbeddingName): Promise<Embedding[]> {
    const values = await this.run(given, name);
    const rows = values.dims[0]!;
    const data = floatsOf(values);
    const width = data.length / rows;
    return Array.from({ length: rows }, (_, row) => {
      const embedding = normalised(data.slice(row * width, (row + 1) * width));
      if (embedding.every(Number.isFinite)) return embedding;
      return this.graph.failAt(
        'gave an embedding that is not finite: its weights or precision may be broken.',
      );
    });
  }

  /** scale · cos of a grey image and an empty text, where the graph gives `logits_per_image`. */
  async logit(): Promise<number | undefined> {
    if (!this.graph.outputs.some(({ name }) => name === 'logits_per_image')) return undefined;
    const logits = await this.run({}, 'logits_per_image');
    return floatsOf(logits)[0];
  }

  private async run(given: Rows, output: EmbeddingName | 'logits_per_image'): Promise<Tensor> {
    if (!this.graph.outputs.some(({ name }) => name === output)) {
      const found = this.graph.outputs.map(({ name }) => name).join(', ');
      this.graph.fail(`expected an output ${output}, but found ${found || 'none'}`);
    }
    const tensors = await this.graph.run(this.feeds(given), [output]);
    const tensor = tensors[output]!;
    const rows = this.rowsOf(given);
    if (tensor.dims.length !== 2 || tensor.dims[0] !== rows) {
      this.graph.failAt(
        `gave ${output} of shape [${tensor.dims.join(', ')}], but [${rows}, width] was expected.`,
      );
    }
    return tensor;
  }

  private rowsOf({ ids, pixels }: Rows): number {
    const { tokens, size } = this.sizes;
    if (ids) return ids.length / tokens;
    return pixels ? pixels.length / (3 * size * size) : 1;
  }

  private feeds({ ids, pixels }: Rows): Record<string, Tensor> {
    const { tokens, size, emptyText } = this.sizes;
    const texts = ids ?? emptyText;
    const images = pixels ?? new Float32Array(3 * size * size);
    const values: Record<InputName, { numbers: ArrayLike<number>; axes: number[] }> = {
      input_ids: { numbers: texts, axes: [tokens] },
      // Attention looks back only, and the embedding is the end's: padding behind it changes nothing.
      attention_mask: { numbers: new Int32Array(texts.length).fill(1), axes: [tokens] },
      pixel_values: { numbers: images, axes: [3, size, size] },
    };
    return Object.fromEntries(
      Object.values(this.inputs).map(({ name, type }) => {
        const { numbers, axes } = values[name as InputName];
        const rows = numbers.length / axes.reduce((product, side) => product * side, 1);
        const bytes = encoded(type as NumberType, numbers);
        return [name, tensorOf(type as NumberType, bytes, [rows, ...axes])];
      }),
    );
  }

  private checkShape(name: InputName, shape: TensorInfo['shape']): void {
    const { tokens, size } = this.sizes;
    const axes = name === 'pixel_values' ? [3, size, size] : [tokens];
    const fits = (side: number | string | undefined, axis: number) =>
      typeof side !== 'number' || side === axes[axis];
    const [batch, ...sides] = shape;
    if (typeof batch === 'number' || sides.length !== axes.length || !sides.every(fits)) {
      this.graph.fail(
        `expected input ${name} of shape [batch, ${axes.join(', ')}], but found [${shape.join(', ')}]`,
      );
    }
  }
}
