import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  parseLabels,
  parsePriors,
  readLabelsFile,
  withPriors,
} from '../../../server/src/cli/labels';

test('labels are trimmed and may hold spaces', () => {
  expect(parseLabels(' cat, tabby cat ,dog,')).toEqual(['cat', 'tabby cat', 'dog']);
});

test('a labels file has one label a line, with comments and either line ending', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'labels-')), 'labels.txt');
  writeFileSync(file, '# pets\r\ncat\r\n\r\n  dog  \nfrog');
  expect(readLabelsFile(file)).toEqual(['cat', 'dog', 'frog']);
});

test('a labels file that is not there is named', () => {
  expect(() => readLabelsFile('/nowhere/labels.txt')).toThrow(
    /--labels-file \/nowhere\/labels\.txt cannot be read \(ENOENT\)/,
  );
});

test('priors become part of the labels they name', () => {
  expect(withPriors(['cat', 'dog'], parsePriors('cat=0.7,dog=0.3'))).toEqual([
    { label: 'cat', prior: 0.7 },
    { label: 'dog', prior: 0.3 },
  ]);
});

test.each(['cat', 'cat=', 'cat=-1', 'cat=0', 'cat=much', '=1', 'cat=Infinity'])(
  'the prior "%s" is refused by name',
  (text) => {
    expect(() => parsePriors(text)).toThrow(`--prior "${text}" is not understood`);
  },
);

test('a prior for a label that is not asked about is refused', () => {
  expect(() => withPriors(['cat'], parsePriors('dog=1'))).toThrow(
    /"dog".*not among the labels cat/,
  );
});
