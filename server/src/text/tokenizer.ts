import type { Tokenizer as BytePairEncoder } from '@huggingface/tokenizers';
import { cleanText } from './cleanText';
import { type ClipVocabulary, encoderOf } from './clipVocabulary';
import { keptText } from './keptText';

/** A prompt with more tokens than the text encoder reads, and the beginning of it that is read. */
export interface CutPrompt {
  prompt: string;
  kept: string;
}

export interface EncodedPrompts {
  /** Token ids of shape [prompts, length]: start, text, end, padding. */
  ids: Int32Array;
  cut: CutPrompt[];
}

/** CLIP's tokenizer, with the padding of one text encoder. */
export class Tokenizer {
  /** Tokens of every prompt, with start, end and padding: 77 for CLIP. */
  readonly length: number;
  readonly #vocabulary: ClipVocabulary;
  readonly #encoder: BytePairEncoder;

  constructor(vocabulary: ClipVocabulary) {
    this.length = vocabulary.length;
    this.#vocabulary = vocabulary;
    this.#encoder = encoderOf(vocabulary);
  }

  /**
   * @returns the ids that `tokenizer(prompts, padding="max_length", truncation=True)` gives in
   *   Python. Of a longer text the first `length` - 2 tokens are kept, and the end goes last.
   */
  encode(prompts: readonly string[]): EncodedPrompts {
    const { start, end, padding } = this.#vocabulary;
    const ids = new Int32Array(prompts.length * this.length).fill(padding);
    const cut: CutPrompt[] = [];
    prompts.forEach((prompt, row) => {
      const all = this.#encoder.encode(cleanText(prompt)).ids;
      const read = all.slice(0, this.length - 2);
      if (read.length < all.length) cut.push({ prompt, kept: this.#kept(prompt, read) });
      ids.set([start, ...read, end], row * this.length);
    });
    return { ids, cut };
  }

  #kept(prompt: string, read: readonly number[]): string {
    return keptText(
      prompt,
      read.map((id) => this.#encoder.id_to_token(id)!),
    );
  }
}
