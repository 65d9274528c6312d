import { Tokenizer } from '@huggingface/tokenizers';

/** A token beside those of byte-pair encoding, found in the text before it is encoded. */
export interface AddedToken {
  id: number;
  content: string;
}

/** Two tokens that become one. */
export type Merge = readonly [string, string];

export interface ClipVocabulary {
  /** Id of every token; those that end a word end in `</w>`. */
  tokens: ReadonlyMap<string, number>;
  /** In the order in which they are tried. */
  merges: readonly Merge[];
  /** Start and end of a text, and what textual inversion added. */
  added: readonly AddedToken[];
  /** Tokens of every prompt. */
  length: number;
  /** Id that comes first. */
  start: number;
  /** Id that comes after the text. */
  end: number;
  /** Id that fills up the rest: the end's in Stable Diffusion 1, 0 in 2 and for SDXL's second encoder. */
  padding: number;
}

/**
 * Words, single digits and runs of other signs. OpenAI's pattern ignores case, which in a text of
 * lower case makes one difference: the long s counts as one.
 */
const pieces = String.raw`'[s\u017f]|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+`;

/**
 * A byte-pair encoder with CLIP's rules and this vocabulary, which adds no start and no end. The
 * rules are ours whatever tokenizer.json says: a regular expression of an unknown file could run
 * for ever.
 */
export function encoderOf({ tokens, merges, added, end }: ClipVocabulary): Tokenizer {
  return new Tokenizer(
    {
      added_tokens: added.map((token) => ({ ...token, normalized: true })),
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: pieces }, behavior: 'Removed', invert: true },
          { type: 'ByteLevel', use_regex: false },
        ],
      },
      post_processor: null,
      decoder: null,
      model: {
        type: 'BPE',
        vocab: Object.fromEntries(tokens),
        merges,
        end_of_word_suffix: '</w>',
        unk_token: added.find(({ id }) => id === end)?.content,
      },
    },
    {},
  );
}
