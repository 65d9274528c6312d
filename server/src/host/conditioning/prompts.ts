import { Failure } from '../../failure';
import { memoryLimit } from '../../memoryGuard';
import type { ModelFolder } from '../../models';
import type { ConditioningRows, Denoiser } from '../denoiser';
import type { TensorInfo } from '../graph';
import { Kept } from '../kept';
import type { Conditioning, Device, EncodeResult } from '../messages';
import { encoded, type NumberType, type Row } from '../tensors';
import type { ConditioningSide } from './conditioningSide';
import { type TextEmbedding, TextEncoder } from './textEncoder';

/** 4,200 prompts of Stable Diffusion 1, 1,600 of SDXL, in float32; half as much memory if that is less. */
const mostKept = 1e9;

/**
 * Of a model that reads text: what its text encoders make of a prompt, computed once and kept.
 * Stable Diffusion has one encoder, whose last hidden state is the conditioning. SDXL has two: their
 * last hidden states but one are joined, token by token, and beside them the denoiser is given the
 * second's pooled embedding and the size of the image.
 */
export class Prompts implements ConditioningSide {
  private readonly kept = new Kept<ConditioningRows>(Math.min(mostKept, memoryLimit() / 4));
  private readonly inputs: Denoiser['signature']['inputs'];

  constructor(
    private readonly model: Pick<ModelFolder, 'id' | 'classifier'>,
    private readonly denoiser: Pick<Denoiser, 'signature' | 'graph'>,
    private readonly encoders: readonly TextEncoder[],
  ) {
    this.inputs = denoiser.signature.inputs;
  }

  /** @throws Failure `model-invalid`, `out-of-memory`. */
  static async open(model: ModelFolder, denoiser: Denoiser, device: Device): Promise<Prompts> {
    const isXl = denoiser.signature.inputs.text_embeds !== undefined;
    checkCount(denoiser, isXl, model.textEncoders.length);
    const encoders: TextEncoder[] = [];
    const last = model.textEncoders.length - 1;
    for (const [index, folder] of model.textEncoders.entries()) {
      const name = last === 0 ? 'text encoder' : `text encoder ${index + 1}`;
      const hidden = isXl ? 'penultimate' : 'last';
      const wanted = { hidden, pooled: isXl && index === last } as const;
      encoders.push(await TextEncoder.open(model, folder, name, wanted, device));
    }
    const prompts = new Prompts(model, denoiser, encoders);
    // Shows at once whether tokenizers, text encoders and denoiser fit each other.
    await prompts.rows([{ prompt: '' }]);
    return prompts;
  }

  async encode(conditionings: readonly Conditioning[]): Promise<EncodeResult> {
    const prompts = conditionings.map((conditioning) => this.prompt(conditioning));
    await this.rows(conditionings);
    const cut = new Map(
      this.encoders.flatMap((encoder) => encoder.cut(prompts)).map((one) => [one.prompt, one]),
    );
    return { cut: [...cut.values()] };
  }

  async rows(conditionings: readonly Conditioning[]): Promise<ConditioningRows[]> {
    const prompts = conditionings.map((conditioning) => this.prompt(conditioning));
    const rows = new Map<string, ConditioningRows>();
    for (const prompt of prompts) {
      const known = this.kept.get(prompt);
      if (known) rows.set(prompt, known);
    }
    const missing = [...new Set(prompts)].filter((prompt) => !rows.has(prompt));
    const embeddings: TextEmbedding[][] = [];
    for (const encoder of this.encoders) embeddings.push(await encoder.encode(missing));
    missing.forEach((prompt, index) => {
      const row = this.row(embeddings.map((ofEncoder) => ofEncoder[index]!));
      rows.set(prompt, row);
      this.kept.set(prompt, row, sizeOf(row));
    });
    return prompts.map((prompt) => rows.get(prompt)!);
  }

  title(conditioning: Conditioning): { kind: string; label: string } {
    return { kind: 'prompt', label: this.prompt(conditioning) };
  }

  private prompt(conditioning: Conditioning): string {
    if ('prompt' in conditioning) return conditioning.prompt;
    const { id } = this.model;
    throw new Failure(
      'options-invalid',
      `Model ${id} reads prompts and has no class ${conditioning.classIndex}.`,
      { model: id, name: 'classIndex' },
    );
  }

  /** @param embeddings of one prompt, by text encoder. */
  private row(embeddings: readonly TextEmbedding[]): ConditioningRows {
    const { encoder_hidden_states: text, text_embeds: pooled, time_ids: times } = this.inputs;
    const { tokens } = this.encoders[0]!;
    const hidden = joined(
      embeddings.map((one) => one.hidden),
      tokens,
    );
    const { size } = this.model.classifier.image;
    const fromText = 'the text encoders beside it give';
    return {
      encoder_hidden_states: this.fitted(text!, hidden, [tokens, hidden.length / tokens], fromText),
      ...(pooled && { text_embeds: this.vector(pooled, embeddings.at(-1)!.pooled, fromText) }),
      ...(times && { time_ids: this.vector(times, timeIds(size), 'the size of an image makes') }),
    };
  }

  private vector(input: TensorInfo, values: ArrayLike<number>, source: string): Row {
    return this.fitted(input, values, [values.length], source);
  }

  /**
   * @param source of the values, for the message.
   * @throws Failure `model-invalid` where the denoiser says that it takes another shape.
   */
  private fitted(
    { name, type, shape }: TensorInfo,
    values: ArrayLike<number>,
    dims: readonly number[],
    source: string,
  ): Row {
    const [, ...declared] = shape;
    if (dims.some((side, axis) => typeof declared[axis] === 'number' && declared[axis] !== side)) {
      this.denoiser.graph.fail(
        `takes ${name} of shape [${shape.join(', ')}], but ${source} [batch, ${dims.join(', ')}]: they do not belong together`,
      );
    }
    return { bytes: encoded(type as NumberType, values), dims };
  }
}

/** @throws Failure `model-invalid` for other than two text encoders of SDXL, one of the others. */
function checkCount({ graph }: Denoiser, isXl: boolean, count: number): void {
  if (count === (isXl ? 2 : 1)) return;
  const denoiser = isXl ? 'takes text_embeds, as that of SDXL does' : 'takes no text_embeds';
  graph.fail(
    `${denoiser}, but the folder has ${count} text encoder${count === 1 ? '' : 's'}: they do not belong together`,
  );
}

/** Original size, top left corner of the crop and target size, each as height and width. */
function timeIds(size: number): number[] {
  return [size, size, 0, 0, size, size];
}

/** Hidden states of several encoders, each [tokens, width], side by side: [tokens, sum of widths]. */
function joined(hiddens: readonly Float32Array[], tokens: number): Float32Array {
  const [only] = hiddens;
  if (hiddens.length === 1) return only!;
  const total = hiddens.reduce((sum, { length }) => sum + length, 0) / tokens;
  const all = new Float32Array(tokens * total);
  let column = 0;
  for (const hidden of hiddens) {
    const width = hidden.length / tokens;
    for (let token = 0; token < tokens; token++) {
      all.set(hidden.subarray(token * width, (token + 1) * width), token * total + column);
    }
    column += width;
  }
  return all;
}

function sizeOf(rows: ConditioningRows): number {
  return Object.values(rows).reduce((sum, { bytes }) => sum + bytes.length, 0);
}
