import { Failure } from '../../failure';
import type { Tokenizer } from '../../text';
import { Kept } from '../kept';
import type { EncodeResult } from '../messages';
import { type Embedding, ensemble } from './embedding';
import type { EncoderGraph } from './encoderGraph';

/** Prompts in one call: on a CPU a call of more is no faster for each. */
const promptsPerCall = 8;

/** 131,072 labels of CLIP's 512 numbers. */
const keptBytes = 256 * 2 ** 20;

/** What a label is to CLIP: one direction, made of its prompts. */
export interface EncodedLabel {
  embedding: Embedding;
  /** Its prompts with more tokens than are read. */
  cut: EncodeResult['cut'];
}

/** Labels to embeddings, each computed once and kept. A label is its prompts. */
export class TextSide {
  private readonly kept = new Kept<EncodedLabel>(keptBytes);

  constructor(
    private readonly encoder: EncoderGraph,
    private readonly tokenizer: Pick<Tokenizer, 'encode'>,
    private readonly vocabularySize = Number.POSITIVE_INFINITY,
  ) {}

  /** @throws Failure `model-invalid`, `out-of-memory`, `host-failed`. */
  async labels(labels: readonly (readonly string[])[]): Promise<EncodedLabel[]> {
    const keys = labels.map((prompts) => prompts.join('\0'));
    const found = new Map<string, EncodedLabel>();
    for (const key of keys) {
      const known = this.kept.get(key);
      if (known) found.set(key, known);
    }
    const missing = new Map(labels.map((prompts, index) => [keys[index]!, prompts]));
    for (const key of found.keys()) missing.delete(key);
    const { embeddings, cut } = await this.encode([...missing.values()].flat());
    let from = 0;
    for (const [key, prompts] of missing) {
      const to = from + prompts.length;
      const embedding = ensemble(embeddings.slice(from, to));
      const label = { embedding, cut: cut.filter(({ prompt }) => prompts.includes(prompt)) };
      found.set(key, label);
      this.kept.set(key, label, embedding.byteLength);
      from = to;
    }
    return keys.map((key) => found.get(key)!);
  }

  private async encode(
    prompts: readonly string[],
  ): Promise<{ embeddings: Embedding[]; cut: EncodeResult['cut'] }> {
    const { ids, cut } = this.tokenizer.encode(prompts);
    const beyond = ids.find((id) => id >= this.vocabularySize);
    if (beyond !== undefined) {
      this.encoder.graph.failAt(
        `knows ${this.vocabularySize} tokens (vocab_size), but its tokenizer gives token ${beyond}: they do not belong together.`,
      );
    }
    const tokens = ids.length / prompts.length;
    const embeddings: Embedding[] = [];
    for (let done = 0; done < prompts.length; done += promptsPerCall) {
      const part = ids.subarray(done * tokens, (done + promptsPerCall) * tokens);
      embeddings.push(...(await this.encodeTogether(part, tokens)));
    }
    return { embeddings, cut };
  }

  /** All in one call, or half as many where memory does not suffice. */
  private async encodeTogether(ids: Int32Array, tokens: number): Promise<Embedding[]> {
    try {
      return await this.encoder.embeddings({ ids }, 'text_embeds');
    } catch (error) {
      const isTooMany = error instanceof Failure && error.code === 'out-of-memory';
      const prompts = ids.length / tokens;
      if (!isTooMany || prompts === 1) throw error;
      const half = Math.ceil(prompts / 2) * tokens;
      const first = await this.encodeTogether(ids.subarray(0, half), tokens);
      return [...first, ...(await this.encodeTogether(ids.subarray(half), tokens))];
    }
  }
}
