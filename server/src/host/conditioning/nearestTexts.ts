import type { Denoiser } from '../denoiser';
import { Kept } from '../kept';
import type { NearestParams, NearestResult } from '../messages';
import { floatsOf, type NumberType, type Row, tensorOf } from '../tensors';
import type { ConditioningSide } from './conditioningSide';

/** 5,000 texts of 384 numbers: those that a model knows are asked about with every image. */
const mostKept = 16e6;

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

/** The sum of a text's hidden states [tokens, width], brought to length 1. */
function embeddingOf(type: NumberType, { bytes, dims }: Row): Float64Array {
  const width = dims[1]!;
  const sum = new Float64Array(width);
  floatsOf(tensorOf(type, bytes, dims)).forEach((value, at) => {
    sum[at % width]! += value;
  });
  const length = Math.sqrt(dot(sum, sum)) || 1;
  return sum.map((value) => value / length);
}

/** Compares texts by what a model's own text encoder makes of them. */
export class NearestTexts {
  private readonly kept = new Kept<Float64Array>(mostKept);

  constructor(
    private readonly side: Pick<ConditioningSide, 'rows'>,
    private readonly denoiser: Pick<Denoiser, 'signature'>,
  ) {}

  /**
   * Of each prompt the texts that are most like it by the cosine of their embeddings, by index, the
   * most like it first.
   *
   * @throws Failure `options-invalid` where the model reads no text, and what {@link ConditioningSide.rows} does.
   */
  async nearest({ prompts, among, most }: NearestParams): Promise<NearestResult['nearest']> {
    const known = await this.embeddings(among);
    return (await this.embeddings(prompts)).map((prompt) => {
      const similarities = known.map((text) => dot(prompt, text));
      const order = [...known.keys()].sort((a, b) => similarities[b]! - similarities[a]!);
      return order.slice(0, most);
    });
  }

  private async embeddings(texts: readonly string[]): Promise<Float64Array[]> {
    const found = new Map(texts.map((text) => [text, this.kept.get(text)]));
    const missing = [...found.keys()].filter((text) => !found.get(text));
    const rows = await this.side.rows(missing.map((prompt) => ({ prompt })));
    missing.forEach((text, index) => {
      const { type } = this.denoiser.signature.inputs.encoder_hidden_states!;
      const embedding = embeddingOf(type as NumberType, rows[index]!.encoder_hidden_states!);
      found.set(text, embedding);
      this.kept.set(text, embedding, embedding.byteLength);
    });
    return texts.map((text) => found.get(text)!);
  }
}
