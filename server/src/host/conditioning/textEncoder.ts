import { Failure } from '../../failure';
import type { ModelFolder, TextEncoder as TextEncoderFolder } from '../../models';
import { openTokenizer, type Tokenizer } from '../../text';
import { Graph, type TensorInfo } from '../graph';
import type { Device, EncodeResult } from '../messages';
import type { Tensor } from '../onnxRuntime';
import { encoded, floatsOf, type NumberType, tensorOf } from '../tensors';
import { textInput } from './textInput';
import { type TextOutputs, textOutputs, type WantedOutputs } from './textOutputs';

/** What a text encoder gives for one prompt. */
export interface TextEmbedding {
  /** [tokens, width]. */
  hidden: Float32Array;
  /** [pooled width]; empty where none is wanted. */
  pooled: Float32Array;
}

/** Prompts in one call: on a CPU a call of more is no faster for each. */
const promptsPerCall = 8;

/** A tokenizer and the graph that makes embeddings of its tokens. */
export class TextEncoder {
  private readonly input: TensorInfo;
  private readonly outputs: TextOutputs;

  /** @throws Failure `model-invalid` where the graph, its configuration and its tokenizer do not fit. */
  constructor(
    private readonly graph: Graph,
    private readonly tokenizer: Pick<Tokenizer, 'encode' | 'length'>,
    private readonly folder: Omit<TextEncoderFolder, 'file' | 'tokenizer'>,
    wanted: WantedOutputs,
  ) {
    this.input = textInput(graph, tokenizer.length, folder.tokens);
    this.outputs = textOutputs(graph, wanted, folder.layers);
  }

  /** @throws Failure `model-invalid`, `out-of-memory`. */
  static async open(
    model: Pick<ModelFolder, 'id' | 'folder'>,
    folder: TextEncoderFolder,
    name: string,
    wanted: WantedOutputs,
    device: Device,
  ): Promise<TextEncoder> {
    const tokenizer = await openTokenizer(folder.tokenizer);
    const place = { name, modelId: model.id, folder: model.folder, file: folder.file };
    return new TextEncoder(await Graph.open(place, device), tokenizer, folder, wanted);
  }

  get tokens(): number {
    return this.tokenizer.length;
  }

  /** The prompts with more tokens than are read. */
  cut(prompts: readonly string[]): EncodeResult['cut'] {
    return this.tokenizer.encode(prompts).cut;
  }

  /**
   * @throws Failure `out-of-memory`, `host-failed`; `model-invalid` for tokens that the model does
   *   not have and embeddings that are not finite.
   */
  async encode(prompts: readonly string[]): Promise<TextEmbedding[]> {
    const embeddings: TextEmbedding[] = [];
    const most = this.fixedBatch ?? promptsPerCall;
    for (let done = 0; done < prompts.length; done += most) {
      embeddings.push(...(await this.encodeTogether(prompts.slice(done, done + most))));
    }
    return embeddings;
  }

  private get fixedBatch(): number | undefined {
    const [batch] = this.input.shape;
    return typeof batch === 'number' ? batch : undefined;
  }

  /** All in one call, or half as many where memory does not suffice. */
  private async encodeTogether(prompts: readonly string[]): Promise<TextEmbedding[]> {
    try {
      return await this.run(prompts);
    } catch (error) {
      const isTooMany = error instanceof Failure && error.code === 'out-of-memory';
      if (!isTooMany || prompts.length === 1) throw error;
      const half = Math.ceil(prompts.length / 2);
      const first = await this.encodeTogether(prompts.slice(0, half));
      return [...first, ...(await this.encodeTogether(prompts.slice(half)))];
    }
  }

  private async run(prompts: readonly string[]): Promise<TextEmbedding[]> {
    const { hidden, pooled } = this.outputs;
    const rows = [...prompts];
    while (rows.length < (this.fixedBatch ?? 0)) rows.push(rows.at(-1)!);
    const { name, type } = this.input;
    const ids = this.ids(rows);
    const feeds = {
      [name]: tensorOf(type as NumberType, encoded(type as NumberType, ids), [
        rows.length,
        this.tokens,
      ]),
    };
    const names = pooled === undefined ? [hidden] : [hidden, pooled];
    const tensors = await this.graph.run(feeds, names);
    const { hiddenSize, projectionDim } = this.folder;
    const all = this.checked(tensors[hidden]!, [rows.length, this.tokens], hiddenSize);
    const pools = pooled && this.checked(tensors[pooled]!, [rows.length], projectionDim);
    return prompts.map((_, row) => ({
      hidden: rowOf(all, row, rows.length),
      pooled: pools ? rowOf(pools, row, rows.length) : new Float32Array(),
    }));
  }

  private ids(prompts: readonly string[]): Int32Array {
    const { ids } = this.tokenizer.encode(prompts);
    const size = this.folder.vocabularySize ?? Number.POSITIVE_INFINITY;
    const beyond = ids.find((id) => id >= size);
    if (beyond === undefined) return ids;
    return this.graph.failAt(
      `knows ${size} tokens (vocab_size), but its tokenizer gives token ${beyond}: they do not belong together.`,
    );
  }

  /**
   * The numbers of an output that has these axes and one more.
   *
   * @param width of the last axis, where the configuration says it.
   */
  private checked(
    tensor: Tensor,
    axes: readonly number[],
    width: number | undefined,
  ): Float32Array {
    const { dims } = tensor;
    const expected = [...axes, width ?? dims.at(-1)!];
    if (dims.length !== expected.length || expected.some((side, axis) => dims[axis] !== side)) {
      this.graph.failAt(
        `gave an output of shape [${dims.join(', ')}], but [${[...axes, width ?? 'width'].join(', ')}] was expected.`,
      );
    }
    const data = floatsOf(tensor);
    if (data.every(Number.isFinite)) return data;
    return this.graph.failAt(
      'gave an embedding that is not finite: its weights or precision may be broken.',
    );
  }
}

/** A copy of one of `rows` rows, so that the others need not be kept. */
function rowOf(data: Float32Array, row: number, rows: number): Float32Array {
  const length = data.length / rows;
  return data.slice(row * length, (row + 1) * length);
}
