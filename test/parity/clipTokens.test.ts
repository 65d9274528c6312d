import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTokenizer, type Tokenizer } from '../../server/src/text';
import { makeClipTokenizerFolder } from '../fixtures/clipTokenizerFolder';

type Row = [kind: string, text: string, ids: number[], transformers?: number[]];

/** Made by make_clip_tokens.py with open_clip and transformers. */
const golden: { strings: Row[]; mojibake: [text: string, ids: number[]][] } = JSON.parse(
  readFileSync(path.join(__dirname, 'golden/clip_tokens.json'), 'utf8'),
);
const length = 77;
const end = 49_407;

const folder = makeClipTokenizerFolder();
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await openTokenizer(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

function padded(ids: readonly number[]): number[] {
  return [...ids, ...Array.from({ length: length - ids.length }, () => end)];
}

describe("CLIP's token ids", () => {
  const kinds = [...new Set(golden.strings.map(([kind]) => kind))];

  test('more than 500 different strings are compared', () => {
    expect(new Set(golden.strings.map(([, text]) => text)).size).toBeGreaterThan(500);
  });

  test.each(kinds)("%s: open_clip's, exactly", (kind) => {
    for (const [, text, ids] of golden.strings.filter((row) => row[0] === kind)) {
      expect([...tokenizer.encode([text]).ids], JSON.stringify(text)).toEqual(padded(ids));
    }
  });

  test('diffusers tokenizes prompts, labels, plain text, emoji and long texts alike', () => {
    const kindsThatDiffer = new Set(
      golden.strings.filter((row) => row[3] !== undefined).map(([kind]) => kind),
    );
    for (const kind of [
      'prompts',
      'labels',
      'english',
      'numbers',
      'punctuation',
      'emoji',
      'long',
    ]) {
      expect(kindsThatDiffer).not.toContain(kind);
    }
  });

  test('mojibake is read as it stands', () => {
    for (const [text, ids] of golden.mojibake) {
      expect([...tokenizer.encode([text]).ids], text).toEqual(padded(ids));
    }
  });
});
