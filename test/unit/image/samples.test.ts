import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { preprocess, readImage } from '../../../server/src/image';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { decode } from './testImage';

const folder = path.join(__dirname, '../../../media/samples');
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
const rows = new Map(
  [...readme.matchAll(/^\| (\S+\.\w+) \|.*$/gm)].map(([row, name]) => [name!, row]),
);
const photographs = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'README.md')
  .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));

test('the README has a row for each sample photograph, and none for any other', () => {
  expect(photographs.length).toBeGreaterThan(0);
  expect([...rows.keys()].sort()).toEqual(photographs.sort());
});

test.each(photographs)('%s is prepared, and its row in the README is true of it', async (name) => {
  const bytes = await readImage({ file: path.join(folder, name) }, defaultImageLimits);
  const { pixels: x0 } = await preprocess(bytes, { size: 32, resize: 'bicubic', crop: 'center' });
  expect(x0).toHaveLength(3 * 32 * 32);
  const { width, height } = await decode(bytes);
  const row = rows.get(name);
  expect(row).toContain(`${width} × ${height}`);
  expect(row).toMatch(/CC0 1\.0|public domain/);
});
