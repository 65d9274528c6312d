import { readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openTokenizer } from '../../../server/src/text';
import {
  type ClipTokenizerOptions,
  clipMerges,
  clipVocabulary,
  makeClipTokenizerFolder,
} from '../../fixtures/clipTokenizerFolder';

interface Golden {
  tokenizerJson: { model: object; added_tokens: object[] };
  settings: { config: object; map: object | null; ids: number[] }[];
  settingsText: string;
  strings: [kind: string, text: string, ids: number[]][];
}

/** Made by test/parity/make_clip_tokens.py with transformers. */
const golden: Golden = JSON.parse(
  readFileSync(path.join(__dirname, '../../parity/golden/clip_tokens.json'), 'utf8'),
);

let folder = '';
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

function open(options: ClipTokenizerOptions = {}) {
  folder = makeClipTokenizerFolder(options);
  return openTokenizer(folder);
}

/** The tokenizer.json that transformers writes for CLIP, and no other file of a vocabulary. */
function wholeFile(
  merges: (string | string[])[],
  added: object[] = [],
  model: object = {},
): Record<string, unknown> {
  const { tokenizerJson } = golden;
  return {
    'vocab.json': null,
    'merges.txt': null,
    'tokenizer.json': {
      ...tokenizerJson,
      added_tokens: [...tokenizerJson.added_tokens, ...added],
      model: { ...tokenizerJson.model, vocab: clipVocabulary(clipMerges()), merges, ...model },
    },
  };
}

describe('padding and length', () => {
  test.each(
    golden.settings.map((row) => ({ ...row, name: JSON.stringify([row.config, row.map]) })),
  )('$name: as transformers', async ({ config, map, ids }) => {
    const files = { 'tokenizer_config.json': config, 'special_tokens_map.json': map };
    const tokenizer = await open({ files });
    expect(tokenizer.length).toBe(ids.length);
    expect([...tokenizer.encode([golden.settingsText]).ids]).toEqual(ids);
  });

  test.each([
    ['no file says a length', null],
    ['transformers writes 1e30 for none', { model_max_length: 1e30 }],
    ['the length is null', { model_max_length: null }],
  ])('77 where %s', async (_, config) => {
    const files = { 'tokenizer_config.json': config, 'special_tokens_map.json': null };
    const tokenizer = await open({ merges: 500, files });
    expect(tokenizer.length).toBe(77);
    expect(tokenizer.encode(['a cat']).ids).toHaveLength(77);
  });
});

describe('tokenizer.json', () => {
  const strings = golden.strings.filter(([kind]) => kind !== 'long' && kind !== 'mixtures');
  const texts = strings.map(([, text]) => text);

  test('gives the ids that vocab.json and merges.txt give, merges spelled either way', async () => {
    const expected = (await open()).encode(texts);
    rmSync(folder, { recursive: true });
    const joined = await open({ files: wholeFile(clipMerges()) });
    expect(joined.encode(texts)).toEqual(expected);
    rmSync(folder, { recursive: true });
    const pairs = clipMerges().map((merge) => merge.split(' '));
    expect((await open({ files: wholeFile(pairs) })).encode(texts)).toEqual(expected);
  });

  test('goes before vocab.json and merges.txt', async () => {
    const files = { ...wholeFile(clipMerges()), 'vocab.json': '{}', 'merges.txt': '' };
    const [, start, end] = (await open({ files })).encode(['cat']).ids;
    expect([start, end]).toEqual([2368, 49_407]);
  });

  test("its own patterns are never run: CLIP's rules hold", async () => {
    const files = wholeFile(clipMerges());
    Object.assign(files['tokenizer.json'] as object, {
      pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated' },
    });
    const tokenizer = await open({ files });
    expect(tokenizer.encode(['a'.repeat(40)]).ids).toHaveLength(77);
  });

  test.each([
    ['tokenizer.json', wholeFile(clipMerges(), [{ id: 49_408, content: '<cat-toy>' }])],
    [
      'tokenizer_config.json',
      { 'tokenizer_config.json': { added_tokens_decoder: { 49408: { content: '<cat-toy>' } } } },
    ],
  ])('a token that textual inversion added is found in the text: %s', async (_, files) => {
    const tokenizer = await open({ files });
    const { ids } = tokenizer.encode(['a photo of a <cat-toy>.']);
    expect([...ids.slice(0, 8)]).toEqual([49_406, 320, 1125, 539, 320, 49_408, 269, 49_407]);
  });
});

describe('a tokenizer that cannot be used is explained', () => {
  const oneMerge = { 'vocab.json': clipVocabulary(['i n']), 'merges.txt': 'i n\n' };
  test.each<[string, Record<string, unknown>, string]>([
    [
      'no file',
      { 'vocab.json': null, 'merges.txt': null },
      'tokenizer.json: is missing, and so is vocab.json',
    ],
    ['no merges', { 'merges.txt': null }, 'merges.txt: is missing'],
    ['no JSON', { 'vocab.json': '{' }, 'vocab.json: is not JSON'],
    ['an id that is none', { 'vocab.json': { a: -1 } }, 'vocab.json: field a: '],
    [
      'no pair',
      { ...oneMerge, 'merges.txt': '#version: 0.2\ni n\nin\n' },
      'merges.txt: merge 2: expected two tokens',
    ],
    ['three', { ...oneMerge, 'merges.txt': 'i n g\n' }, 'merges.txt: merge 1: expected two tokens'],
    [
      'a merge of another vocabulary',
      { ...oneMerge, 'merges.txt': 'i n\nt h\n' },
      'merges.txt: merge 2 (t h): the vocabulary has no "th"',
    ],
    [
      'names of what every object has',
      { ...oneMerge, 'merges.txt': 'i n\nconstr uctor\n' },
      'the vocabulary has no "constr"',
    ],
    [
      'no start token',
      { ...oneMerge, 'vocab.json': { i: 0, n: 1, in: 2, '<|endoftext|>': 3 } },
      'vocab.json: has no token "<|startoftext|>", the start of a text',
    ],
    [
      'an unknown padding token',
      { ...oneMerge, 'special_tokens_map.json': { pad_token: '[PAD]' } },
      'vocab.json: has no token "[PAD]", the padding of a text',
    ],
    [
      'another kind of tokenizer',
      wholeFile([], [], { type: 'Unigram', vocab: [['a', -1]] }),
      'tokenizer.json: field model.type: ',
    ],
    [
      'another kind of byte-pair encoding',
      wholeFile([], [], { end_of_word_suffix: null }),
      'tokenizer.json: field model.end_of_word_suffix: expected "</w>"',
    ],
    [
      'half a token of length',
      { ...oneMerge, 'tokenizer_config.json': { model_max_length: 77.5 } },
      'tokenizer_config.json: field model_max_length: expected a whole number',
    ],
    [
      'no room for a text',
      { ...oneMerge, 'tokenizer_config.json': { model_max_length: 1 } },
      'tokenizer_config.json: field model_max_length: ',
    ],
    ['too large', { 'vocab.json': ' '.repeat(16_000_001) }, 'vocab.json: has 16000001 bytes'],
  ])('%s', async (_, files, problem) => {
    await expect(open({ merges: 0, files })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(problem),
    });
  });
});
