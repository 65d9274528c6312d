import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { extractZipEntry } from '../../../server/src/providers/zipEntry';
import { zipFile } from './zipFile';

/** By Python's zipfile: one entry deflated, two stored; the comment looks like the end of a file. */
const byPython =
  'UEsDBBQAAAAIABhfd10t+pHhCAAAADwAAAATAAAAZm9sZGVyL2RlZmxhdGVkLnR4dEtMSk4kFwEAUEsDBBQAAAAAABhfd12zJE6WCAAAAAgAAAAKAAAAc3RvcmVkLnR4dGFzIGl0IGlzUEsDBBQAAAAAAAAAIQDwcRrEKAAAACgAAAAMAAAAc3RyZWFtZWQudHh0eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eFBLAQIUAxQAAAAIABhfd10t+pHhCAAAADwAAAATAAAAAAAAAAAAAACAAQAAAABmb2xkZXIvZGVmbGF0ZWQudHh0UEsBAhQDFAAAAAAAGF93XbMkTpYIAAAACAAAAAoAAAAAAAAAAAAAAIABOQAAAHN0b3JlZC50eHRQSwECFAMUAAAAAAAAACEA8HEaxCgAAAAoAAAADAAAAAAAAAAAAAAAgAFpAAAAc3RyZWFtZWQudHh0UEsFBgAAAAADAAMAswAAALsAAAARAFBLBQYgaW4gYSBjb21tZW50';
/** Also by Python: its entry `a` is compressed by bzip2. */
const byBzip2 =
  'UEsDBC4AAAAMABhfd10t+pHhKgAAADwAAAABAAAAYUJaaDkxQVkmU1nJx/W/AAAJgQA4ACAAMMwFKaYnExPF3JFOFCQycf1vwFBLAQIuAy4AAAAMABhfd10t+pHhKgAAADwAAAABAAAAAAAAAAAAAACAAQAAAABhUEsFBgAAAAABAAEALwAAAEkAAAAAAA==';

const folder = mkdtempSync(path.join(tmpdir(), 'zip-'));
let files = 0;

/** What is extracted of an entry, or what is wrong. */
async function extracted(zip: Buffer, name: string): Promise<string> {
  files += 1;
  const [file, target] = [`${files}.zip`, `${files}.out`].map((each) => path.join(folder, each));
  writeFileSync(file!, zip);
  await extractZipEntry(file!, name, target!);
  return readFileSync(target!, 'utf8');
}

test('entries that Python has written are read', async () => {
  const zip = Buffer.from(byPython, 'base64');
  expect(await extracted(zip, 'folder/deflated.txt')).toBe('abc'.repeat(20));
  expect(await extracted(zip, 'stored.txt')).toBe('as it is');
  expect(await extracted(zip, 'streamed.txt')).toBe('x'.repeat(40));
});

test('only the very name is an entry', async () => {
  const zip = Buffer.from(byPython, 'base64');
  for (const name of ['deflated.txt', 'FOLDER/deflated.txt', 'folder', '']) {
    await expect(extracted(zip, name)).rejects.toThrow(`it has no entry ${name}`);
  }
});

test('another method of compression is named', async () => {
  await expect(extracted(Buffer.from(byBzip2, 'base64'), 'a')).rejects.toThrow('method 12');
});

test('a file that is cut anywhere, or no zip file, is said to be so', async () => {
  const zip = zipFile([{ name: 'a', content: Buffer.from('abc'.repeat(50)) }]);
  for (let length = 0; length < zip.length; length++) {
    await expect(extracted(zip.subarray(0, length), 'a')).rejects.toThrow('cut off');
  }
  await expect(extracted(zip, 'a')).resolves.toBe('abc'.repeat(50));
});

test('sizes and places that are wrong are found', async () => {
  const name = 'a';
  const content = Buffer.from('abc'.repeat(50));
  const zip = zipFile([{ name, content }]);
  const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const changed = (at: number, value: number) => {
    const copy = Buffer.from(zip);
    copy.writeUInt32LE(value, directory + at);
    return copy;
  };
  await expect(extracted(changed(24, 149), name)).rejects.toThrow('has 150 bytes, not 149');
  await expect(extracted(changed(42, 1), name)).rejects.toThrow('is not where its directory says');
  await expect(extracted(changed(42, 2 ** 31), name)).rejects.toThrow('cut off');
  await expect(extracted(changed(0, 0), name)).rejects.toThrow('it has no entry a');
  await expect(extracted(changed(20, 5), name)).rejects.toThrow();
});

test('names that lead elsewhere lead nowhere', async () => {
  const name = '../../elsewhere';
  const target = path.join(folder, 'inside');
  const zip = path.join(folder, 'traversal.zip');
  writeFileSync(zip, zipFile([{ name, content: Buffer.from('x'), isStored: true }]));
  const before = readdirSync(path.dirname(folder)).length;
  await extractZipEntry(zip, name, target);
  expect(readFileSync(target, 'utf8')).toBe('x');
  expect(existsSync(path.resolve(folder, name))).toBe(false);
  expect(readdirSync(path.dirname(folder)).length).toBe(before);
  await expect(extractZipEntry(zip, name, target)).rejects.toThrow('EEXIST');
});
