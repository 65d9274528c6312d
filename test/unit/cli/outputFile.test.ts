import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkOutputFile, writeOutputFile } from '../../../server/src/cli/outputFile';

const folder = mkdtempSync(path.join(tmpdir(), 'output-'));
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
])('%s is refused before the work', async (name, said) => {
  await expect(
    checkOutputFile('--plot', path.join(folder, name), ['.svg', '.pdf']),
  ).rejects.toMatchObject({ code: 'options-invalid', message: expect.stringContaining(said) });
});

test('what cannot be written after the work is a failure in words', async () => {
  await expect(writeOutputFile('--out', folder, 'text')).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(/^--out .* cannot be written: EISDIR/),
  });
});
