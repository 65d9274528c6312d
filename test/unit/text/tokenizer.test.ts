import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTokenizer, type Tokenizer } from '../../../server/src/text';
import { makeClipTokenizerFolder } from '../../fixtures/clipTokenizerFolder';

const start = 49_406;
const end = 49_407;
const padding = 0;

const folder = makeClipTokenizerFolder({
  files: { 'special_tokens_map.json': { pad_token: '!' } },
});
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await openTokenizer(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.constantFrom('a', 'cat', "it's", '&amp;', '😀', '<b>', '猫', '!', '\n'), {
      maxLength: 120,
    })
    .map((words) => words.join(' ')),
);

describe('any text', () => {
  test('becomes start, text, end, padding: as many ids as the text encoder reads', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = [...tokenizer.encode([text]).ids];
        const last = ids.lastIndexOf(end);
        expect(ids).toHaveLength(77);
        expect(ids[0]).toBe(start);
        expect(last).toBeGreaterThan(0);
        expect(ids.slice(last + 1).every((id) => id === padding)).toBe(true);
        expect(ids.every((id) => id >= 0 && id < 49_408)).toBe(true);
      }),
    );
  });

  test('has the same ids whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
        const alone = texts.flatMap((text) => [...tokenizer.encode([text]).ids]);
        expect([...tokenizer.encode(texts).ids]).toEqual(alone);
      }),
    );
  });

  test('that is cut keeps a beginning of itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { prompt, kept } of tokenizer.encode([text]).cut) {
          expect(prompt).toBe(text);
          expect(text.startsWith(kept)).toBe(true);
        }
      }),
    );
  });
});

describe('a text that is too long', () => {
  const kept = (prompt: string) => tokenizer.encode([prompt]).cut.map((cut) => cut.kept);

  test('75 tokens are read whole', () => {
    expect(kept('the '.repeat(75))).toEqual([]);
  });

  test('is cut after 75, and the end goes last', () => {
    const { ids, cut } = tokenizer.encode([`${'the '.repeat(75)}cat`]);
    expect([ids[75], ids[76]]).toEqual([518, end]);
    expect(cut).toEqual([{ prompt: `${'the '.repeat(75)}cat`, kept: 'the '.repeat(75).trimEnd() }]);
  });

  test('only prompts that are cut are named, each with what is read of it', () => {
    const { cut } = tokenizer.encode(['short', `${'The Cat, '.repeat(25)}and a DOG`, 'a']);
    expect(cut).toEqual([
      {
        prompt: `${'The Cat, '.repeat(25)}and a DOG`,
        kept: 'The Cat, '.repeat(25).trimEnd(),
      },
    ]);
  });

  test('within a word: its first tokens are read', () => {
    expect(kept(`${'the '.repeat(74)}antidisestablishmentarianism`)).toEqual([
      `${'the '.repeat(74)}anti`,
    ]);
  });

  test('what is kept is spelled as it was written: case, line breaks, quotes, references', () => {
    const written = 'Dogs &amp; “Cats”\r\n ';
    const [beginning] = kept(`A ${written.repeat(20)}`);
    expect(beginning).toBe(`A ${written.repeat(14)}Dogs &amp; “Cats`);
  });

  test('what is kept is counted as the tokenizer does, in lower case', () => {
    const [small] = kept('ß '.repeat(100));
    expect(kept('ẞ '.repeat(100))).toEqual([small?.replaceAll('ß', 'ẞ')]);
  });

  test('a character of which only some bytes are read is left out', () => {
    expect(kept('👽'.repeat(3) + ' 𓃠'.repeat(25))).toEqual([
      expect.stringMatching(/^(👽){3}( 𓃠)+$/u),
    ]);
  });
});

test('a length of 2 has room for start and end alone', async () => {
  const short = makeClipTokenizerFolder({
    merges: 0,
    files: { 'tokenizer_config.json': { model_max_length: 2 }, 'special_tokens_map.json': null },
  });
  const { ids, cut } = (await openTokenizer(short)).encode(['a cat', '']);
  rmSync(short, { recursive: true });
  expect([...ids]).toEqual([512, 513, 512, 513]);
  expect(cut).toEqual([{ prompt: 'a cat', kept: '' }]);
});
