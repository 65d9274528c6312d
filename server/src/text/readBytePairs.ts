import * as z from 'zod';
import { modelInvalid, readJson, readText } from '../models';
import type { AddedToken, Merge } from './clipVocabulary';

export interface BytePairs {
  /** The file that `tokens` come from. */
  file: string;
  tokens: ReadonlyMap<string, number>;
  merges: readonly Merge[];
  added: readonly AddedToken[];
}

const tokenizerName = 'tokenizer.json';
const vocabularyName = 'vocab.json';
const mergesName = 'merges.txt';

const id = z.int().min(0).max(10_000_000);
const vocabularySchema = z.record(z.string(), id);
const tokenizerSchema = z.object({
  model: z.object({
    type: z.literal('BPE').default('BPE'),
    end_of_word_suffix: z.literal('</w>', 'expected "</w>", as CLIP\'s tokenizer has it'),
    vocab: vocabularySchema,
    /** "a b" in older files, ["a", "b"] in newer ones. */
    merges: z.array(z.union([z.string(), z.array(z.string())])),
  }),
  added_tokens: z.array(z.object({ id, content: z.string().min(1) })).default([]),
});

async function readMergesText(folder: string): Promise<string[]> {
  const text = await readText(folder, mergesName);
  if (text === undefined) throw modelInvalid(folder, mergesName, 'is missing');
  const lines = text.trimEnd().split(/\r?\n/);
  return lines[0]?.startsWith('#version') ? lines.slice(1) : lines;
}

/** @returns `merges`, each checked to make a token of two. */
function checkMerges(
  merges: readonly (string | string[])[],
  tokens: ReadonlyMap<string, number>,
  { folder, file }: { folder: string; file: string },
): Merge[] {
  return merges.map((merge, index) => {
    const [first, second, ...more] = typeof merge === 'string' ? merge.split(' ') : merge;
    if (!first || !second || more.length > 0) {
      throw modelInvalid(folder, file, `merge ${index + 1}: expected two tokens`);
    }
    const absent = [first, second, first + second].find((token) => !tokens.has(token));
    if (absent === undefined) return [first, second];
    const problem = `merge ${index + 1} (${first} ${second}): the vocabulary has no "${absent}"`;
    throw modelInvalid(folder, file, problem);
  });
}

/**
 * The byte-pair encoding of a tokenizer folder, from tokenizer.json or, as Stable Diffusion has
 * it, from vocab.json and merges.txt.
 *
 * @throws Failure `model-invalid` naming the file and what was expected of it.
 */
export async function readBytePairs(folder: string): Promise<BytePairs> {
  const whole = await readJson(folder, tokenizerName, tokenizerSchema);
  if (whole) {
    const { model, added_tokens: added } = whole;
    const file = tokenizerName;
    const tokens = new Map(Object.entries(model.vocab));
    return { file, tokens, merges: checkMerges(model.merges, tokens, { folder, file }), added };
  }
  const vocabulary = await readJson(folder, vocabularyName, vocabularySchema);
  if (!vocabulary) {
    throw modelInvalid(folder, tokenizerName, `is missing, and so is ${vocabularyName}`);
  }
  const tokens = new Map(Object.entries(vocabulary));
  const written = await readMergesText(folder);
  const merges = checkMerges(written, tokens, { folder, file: mergesName });
  return { file: vocabularyName, tokens, merges, added: [] };
}
