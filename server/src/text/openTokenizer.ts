import { modelInvalid } from '../models';
import type { AddedToken } from './clipVocabulary';
import { type BytePairs, readBytePairs } from './readBytePairs';
import { Tokenizer } from './tokenizer';
import { readTokenizerSettings, type TokenizerSettings } from './tokenizerSettings';

/** Start and end of a text, and what textual inversion added to the vocabulary. */
function addedTokens(pairs: BytePairs, { start, end, added }: TokenizerSettings): AddedToken[] {
  const borders = [start, end].flatMap((content) => {
    const id = pairs.tokens.get(content);
    return id === undefined ? [] : [{ id, content }];
  });
  const beyond = [...pairs.added, ...added].filter(({ content }) => !pairs.tokens.has(content));
  return [...borders, ...beyond];
}

/**
 * Reads CLIP's tokenizer from `folder`: tokenizer.json, or vocab.json and merges.txt; and from
 * tokenizer_config.json and special_tokens_map.json how prompts are padded and how long they may be.
 *
 * @throws Failure `model-invalid` naming the file and what was expected of it.
 */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const settings = await readTokenizerSettings(folder);
  const pairs = await readBytePairs(folder);
  const added = addedTokens(pairs, settings);
  const idOf = (token: string, role: string): number => {
    const id = added.find(({ content }) => content === token)?.id ?? pairs.tokens.get(token);
    if (id !== undefined) return id;
    throw modelInvalid(folder, pairs.file, `has no token "${token}", the ${role} of a text`);
  };
  return new Tokenizer({
    tokens: pairs.tokens,
    merges: pairs.merges,
    added,
    length: settings.length,
    start: idOf(settings.start, 'start'),
    end: idOf(settings.end, 'end'),
    padding: idOf(settings.padding, 'padding'),
  });
}
