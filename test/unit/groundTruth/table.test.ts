import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type GroundTruth, readGroundTruth } from '../../../server/src/groundTruth';
import type { GroundTruthSource } from '../../../server/src/protocol';
import { makeFolder } from './makeFolder';

const files = ['images/a.png', 'images/b.png', 'images/deep/c.png'];

interface Asked {
  columns?: Omit<Exclude<GroundTruthSource, string>, 'table'>;
  labels?: string[];
  name?: string;
  more?: string[];
}

/** What a table beside the folder of images says. */
async function truthIn(content: string, asked: Asked = {}): Promise<GroundTruth> {
  const { columns = {}, labels, name = 'truth.csv', more = [] } = asked;
  const root = makeFolder([...files, ...more], { [name]: content });
  const table = path.join(root, name);
  const truth = await readGroundTruth(path.join(root, 'images'), { table, ...columns }, labels);
  return truth as GroundTruth;
}

function found(truth: GroundTruth): (string | undefined)[] {
  return ['a.png', 'b.png', 'deep/c.png'].map((image) => truth.labelOf(image));
}

test.each([
  ['relative to the table', 'images/a.png', 'images/b.png', 'images/deep/c.png'],
  ['relative to the folder', 'a.png', './b.png', 'deep/c.png'],
  ['in the way of Windows', 'images\\a.png', '.\\b.png', 'deep\\c.png'],
  ['by name alone', 'a.png', 'b.png', 'c.png'],
])('paths %s', async (_, a, b, c) => {
  const truth = await truthIn(`image,label\n${a},cat\n${b},dog\n${c},cat\n`);
  expect(truth).toMatchObject({ kind: 'table', labels: ['cat', 'dog'], missing: [] });
  expect(found(truth)).toEqual(['cat', 'dog', 'cat']);
});

test('absolute paths and URIs, also through a link to the folder', async () => {
  const root = makeFolder(files);
  const link = path.join(makeFolder([]), 'link');
  symlinkSync(path.join(root, 'images'), link);
  const paths = [
    path.join(root, 'images/a.png'),
    pathToFileURL(path.join(root, 'images/b.png')).href,
    path.join(link, 'deep/c.png'),
    'file://elsewhere%2F/x.png',
  ];
  const rows = paths.map((image, index) => JSON.stringify({ image, label: `${index % 2}` }));
  const table = path.join(makeFolder([], { 'truth.jsonl': rows.join('\n') }), 'truth.jsonl');
  const truth = await readGroundTruth(link, { table: pathToFileURL(table).href }, undefined);
  expect(found(truth as GroundTruth)).toEqual(['0', '1', '0']);
  expect(truth?.missing).toEqual(['file://elsewhere%2F/x.png']);
});

test('a table inside of the folder means what lies beside it first', async () => {
  const root = makeFolder(['a.png', 'set/a.png', 'b.png'], {
    'set/truth.csv': 'image,label\na.png,cat\nb.png,dog\n',
  });
  const table = path.join(root, 'set/truth.csv');
  const truth = await readGroundTruth(root, { table }, undefined);
  expect(['a.png', 'set/a.png', 'b.png'].map((image) => truth?.labelOf(image))).toEqual([
    undefined,
    'cat',
    'dog',
  ]);
});

test('a long table, each row in one way or another', async () => {
  const names = Array.from({ length: 1_200 }, (_, index) => `set ${index % 7}/${index}.png`);
  const root = makeFolder(names.map((name) => `images/${name}`));
  const ways = [
    (name: string) => name,
    (name: string) => `images/${name}`,
    (name: string) => path.join(root, 'images', name),
    (name: string) => name.replaceAll('/', '\\'),
    (name: string) => `./images/../images/${name}`,
    (name: string) => path.basename(name),
  ];
  const rows = names.map((name, index) => `${ways[index % 6]!(name)},label ${index % 11}`);
  const table = path.join(root, 'truth.csv');
  writeFileSync(table, ['image,label', ...rows].join('\n'));
  const truth = await readGroundTruth(path.join(root, 'images'), { table }, undefined);
  expect(truth?.missing).toEqual([]);
  expect(names.map((name) => truth?.labelOf(name))).toEqual(
    names.map((_, index) => `label ${index % 11}`),
  );
});

test('a table among the images', async () => {
  const root = makeFolder(['a.png', 'b.png'], {
    'truth.csv': 'image,label\na.png,cat\nb.png,dog\n',
  });
  const truth = await readGroundTruth(root, { table: path.join(root, 'truth.csv') }, undefined);
  expect(truth?.labelOf('b.png')).toBe('dog');
});

test.each([
  ['file_name', 'class'],
  ['Path', 'Truth'],
  ['filename', 'category'],
])('columns %s and %s are found by name', async (image, label) => {
  const truth = await truthIn(`id\t${image}\t${label}\n1\ta.png\tcat\n2\tb.png\tdog\n`, {
    name: 'truth.tsv',
  });
  expect(found(truth)).toEqual(['cat', 'dog', undefined]);
});

test('or are named', async () => {
  const content = 'image,picture,label,animal\nzzz,a.png,1,cat\nzzz,b.png,2,dog\n';
  const columns = { imageColumn: 'picture', labelColumn: 'animal' };
  expect(found(await truthIn(content, { columns }))).toEqual(['cat', 'dog', undefined]);
});

test('what is not there is kept by name; an image without a label has none', async () => {
  const truth = await truthIn('image,label\na.png,cat\nb.png, \ngone.png,dog\nc.png,dog\n');
  expect(truth.missing).toEqual(['gone.png']);
  expect(found(truth)).toEqual(['cat', undefined, 'dog']);
});

test('the same label twice for an image is once', async () => {
  expect(found(await truthIn('image,label\na.png,cat\nimages/a.png,cat\nb.png,dog\n'))).toEqual([
    'cat',
    'dog',
    undefined,
  ]);
});

test('labels asked about need not be those of the table, but one must be', async () => {
  const content = 'image,label\na.png,cat\nb.png,fox\n';
  const truth = await truthIn(content, { labels: ['cat', 'dog'] });
  expect(truth.labels).toEqual(['cat', 'fox']);
  expect(found(truth)).toEqual(['cat', 'fox', undefined]);
  await expect(truthIn(content, { labels: ['dog', 'bird'] })).rejects.toThrow(
    /It has "cat", "fox"; asked about are "dog", "bird"/,
  );
});

const six = 'abcdef'.split('').map((name) => `${name}${name}`);

test.each<[string, string, Asked, RegExp]>([
  [
    'no column of images',
    'picture,label\na.png,cat\n',
    {},
    /truth.csv has no column of images: expected "image" or "file".*columns are "picture", "label"\..*imageColumn/,
  ],
  [
    'no column of labels, of many',
    `image,${six}\na.png,${six}\n`,
    {},
    /no column of labels: expected "label".*columns are "image", "aa", "bb", "cc", "dd" and 2 more/,
  ],
  [
    'a named column that is not there',
    'image,label\na.png,cat\n',
    { columns: { labelColumn: 'Label' } },
    /no column of labels: expected "Label"/,
  ],
  [
    'two columns that may be meant',
    'image,label,class\na.png,cat,1\n',
    {},
    /more than one column that may hold labels: "label", "class"/,
  ],
  [
    'two labels for an image',
    'image,label\na.png,cat\nb.png,dog\nimages/a.png,dog\n',
    {},
    /two labels for a.png: "cat" in row 1, "dog" in row 3/,
  ],
  ['a row without an image', 'image,label\na.png,cat\n,dog\n', {}, /Row 2 of .* has no image/],
  [
    'a line of JSON without an image',
    '{"image":"a.png","label":"cat"}\n{"label":"dog"}\n',
    { name: 'truth.jsonl' },
    /Row 2 of .* has no image: expected a path in column "image"/,
  ],
  ['another folder', 'image,label\nx.png,cat\ny.png,dog\n', {}, /are in .*: "x.png", "y.png"/],
  ['an empty table', 'image,label\n', {}, /the table is empty/],
  ['one label only', 'image,label\na.png,cat\n', {}, /one label only, "cat"/],
  [
    'a name that two files have',
    'image,label\nz.png,cat\n',
    { more: ['images/1/z.png', 'images/2/z.png'] },
    /"z.png", but there are 2 of that name, such as 1\/z.png and 2\/z.png/,
  ],
  [
    'labels that are spelled in another way',
    'image,label\na.png,Polar_Bear\nb.png,SEA-LION\n',
    { labels: ['polar bear', 'sea lion'] },
    /A label in .*truth.csv is called "Polar_Bear", the label "polar bear" \(and 1 more like it\)/,
  ],
])('%s is said by name', async (_, content, asked, message) => {
  await expect(truthIn(content, asked)).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(message),
  });
});

test.each(['truth.csv', 'file://elsewhere%2F/truth.csv'])(
  '%s is no place of a table',
  async (table) => {
    await expect(readGroundTruth(makeFolder(files), { table }, undefined)).rejects.toMatchObject({
      code: 'options-invalid',
      message: expect.stringContaining(`"${table}"`),
    });
  },
);
