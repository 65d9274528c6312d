import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { readGroups } from '../../../server/src/matching/readGroups';

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'groups-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const lines = (...groups: object[]): string => groups.map((one) => JSON.stringify(one)).join('\n');

async function messageOf(source: string): Promise<string> {
  const failure = await readGroups(source).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect((failure as Failure).code).toBe('file-not-readable');
  return (failure as Failure).message;
}

test('groups of a file: images beside it, tags in either field, ids by place', async () => {
  const content = lines(
    { id: 'a', images: ['x.png', '/y.png'], captions: ['one', 'two'], tag: 'small' },
    { images: ['https:x.png', 'file:///z.png'], captions: ['one '], tags: ['large', 'small', ' '] },
  );
  const folder = folderWith({ 'groups.jsonl': `${content}\n\n` });
  const expected = [
    {
      id: 'a',
      images: [path.join(folder, 'x.png'), path.resolve('/y.png')],
      captions: ['one', 'two'],
      tags: ['small'],
    },
    {
      id: '2',
      images: [path.join(folder, 'https:x.png'), 'file:///z.png'],
      captions: ['one'],
      tags: ['large', 'small'],
    },
  ];
  const file = path.join(folder, 'groups.jsonl');
  expect(await readGroups(file)).toEqual(expected);
  expect(await readGroups(pathToFileURL(file).href)).toEqual(expected);
});

test.each(['', 'data/'])('the layout of the release, with examples in "%s"', async (place) => {
  const example = {
    id: 7,
    image_0: 'ex_7_img_0',
    image_1: 'ex_7_img_1',
    caption_0: 'an old person kisses a young person',
    caption_1: 'a young person kisses an old person',
    tag: 'Adjective-Age',
    secondary_tag: '',
    collapsed_tag: 'Object',
    num_main_preds: 1,
  };
  const folder = folderWith({
    [`${place}examples.jsonl`]: lines(example),
    [`${place}images/ex_7_img_0`]: '',
  });
  const images = path.join(folder, place, 'images');
  expect(await readGroups(folder)).toEqual([
    {
      id: '7',
      images: [path.join(images, 'ex_7_img_0'), path.join(images, 'ex_7_img_1.png')],
      captions: [example.caption_0, example.caption_1],
      tags: ['Object', 'Adjective-Age'],
    },
  ]);
});

test('what is no list of groups is said with its place', async () => {
  const group = { id: 1, images: ['a.png'], captions: ['a'] };
  const of = (content: string) => path.join(folderWith({ 'g.jsonl': content }), 'g.jsonl');
  expect(await messageOf(of(lines(group, { ...group, captions: [] })))).toMatch(
    /g\.jsonl: group 2: captions: /,
  );
  expect(await messageOf(of(lines(group, { ...group, id: '1' })))).toMatch(
    /group 2: its id "1" is that of another group/,
  );
  expect(await messageOf(of(lines({ image_0: 'a', image_1: 'b', caption_0: 'c' })))).toMatch(
    /group 1: id: .*; caption_1: /,
  );
  expect(await messageOf(of('\n'))).toMatch(/it has no groups/);
  expect(await messageOf('file://elsewhere%2F/g.jsonl')).toMatch(/it is no file of this machine/);
  expect(await messageOf('/nowhere/g.jsonl')).toMatch(/cannot be read \(ENOENT\)/);
});

test('a folder that is not that of the release, or has its images packed', async () => {
  expect(await messageOf(folderWith({ 'other.jsonl': '' }))).toMatch(/expected examples\.jsonl/);
  expect(await messageOf(folderWith({ 'examples.jsonl': '', 'images.zip': '' }))).toMatch(
    /no folder "images" beside it.*out of images\.zip/,
  );
});
