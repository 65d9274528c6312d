import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkOutputFile, writeOutputFile } from '../../../server/src/cli/outputFile';

const folder = mkdtempSync(path.join(tmpdir(), 'output-'));
mkdirSync(path.join(folder, 'folder.svg'));
writeFileSync(path.join(folder, 'file'), '');
afterAll(() => rmSync(folder, { recursive: true }));

test('a file with a known ending in a folder that exists can be written', async () => {
  const file = path.join(folder, 'Plot.SVG');
  await checkOutputFile('--plot', file, ['.svg']);
  await writeOutputFile('--plot', file, '<svg/>');
  expect(readFileSync(file, 'utf8')).toBe('<svg/>');
});

test.each([
  ['plot.png', 'expected a file that ends in .svg or .pdf'],
  ['nowhere/plot.svg', 'nowhere cannot be written to (ENOENT)'],
  ['file/plot.svg', 'file cannot be written to (ENOTDIR)'],
  ['folder.svg', 'expected a file, but this is a folder'],
  [`${'x'.repeat(300)}.svg`, 'cannot be written (ENAMETOOLONG)'],
])('%s is refused before the work', async (name, said) => {
  await expect(
    checkOutputFile('--plot', path.join(folder, name), ['.svg', '.pdf']),
  ).rejects.toMatchObject({ code: 'options-invalid', message: expect.stringContaining(said) });
});

test('a file that is there already can be written again', async () => {
  const file = path.join(folder, 'again.svg');
  writeFileSync(file, 'before');
  await checkOutputFile('--plot', file, ['.svg']);
});

test('what cannot be written after the work is a failure in words', async () => {
  await expect(writeOutputFile('--out', folder, 'text')).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(/^--out .* cannot be written: EISDIR/),
  });
});
