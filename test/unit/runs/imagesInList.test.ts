import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { imagesInList } from '../../../server/src/runs/imagesInList';

const home = await mkdtemp(path.join(tmpdir(), 'list-'));
const folder = path.join(home, 'photos');

async function imagesOf(text: string): Promise<string[]> {
  const list = path.join(home, 'list.txt');
  await writeFile(list, text);
  return await all(list);
}

async function all(list: string): Promise<string[]> {
  const images: string[] = [];
  for await (const image of imagesInList(folder, list)) images.push(image);
  return images;
}

test('paths from the folder and addresses, each once, in any line ending', async () => {
  const lines = [
    '\uFEFFa.png',
    '',
    './cats/../cats/b c.png',
    'a.png',
    path.join(folder, 'deep/d.png'),
    'https://example.org/e.jpg?size=2',
    's3://bucket/f.png',
    '\u2028odd.png',
  ];
  expect(await imagesOf(lines.join('\r\n'))).toEqual([
    'a.png',
    'cats/b c.png',
    'deep/d.png',
    'https://example.org/e.jpg?size=2',
    's3://bucket/f.png',
    '\u2028odd.png',
  ]);
  const many = Array.from({ length: 5_000 }, (_, number) => `${number}.png`);
  expect(await imagesOf(many.join('\n'))).toEqual(many);
});

test.each(['../a.png', '/etc/passwd', 'cats/../../a.png', '.'])(
  'a line that leads out of the folder is named: %s',
  async (line) => {
    await expect(imagesOf(`a.png\n${line}\n`)).rejects.toMatchObject({
      code: 'file-not-readable',
      message: expect.stringContaining(`line 2: "${line}" is not below ${folder}`),
    });
  },
);

test('a list that is not there is named', async () => {
  const missing = path.join(home, 'missing.txt');
  await expect(all(missing)).rejects.toMatchObject({
    code: 'file-not-readable',
    message: expect.stringContaining(`${missing} cannot be read (ENOENT)`),
  });
});
