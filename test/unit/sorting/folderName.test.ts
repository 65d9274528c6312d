import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderName } from '../../../server/src/sorting/folderName';
import { labelFolders } from '../../../server/src/sorting/labelFolders';
import { nameKey, TakenNames } from '../../../server/src/sorting/takenNames';

const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

describe('the folder of a label', () => {
  it.each([
    ['cat', 'cat'],
    ['a photo of a cat', 'a photo of a cat'],
    ['猫', '猫'],
    ['AC/DC', 'AC_DC'],
    ['C:\\cats', 'C__cats'],
    ['..', '__'],
    ['.hidden', '_hidden'],
    ['what?', 'what_'],
    ['etc...', 'etc___'],
    ['con', '_con'],
    ['Aux.txt', '_Aux.txt'],
    ['console', 'console'],
    ['COM1', '_COM1'],
    ['e\u0301', 'é'],
    ['\u202Etac', '_tac'],
    ['line\nbreak', 'line_break'],
    ['  spaced  ', 'spaced'],
    ['', '_'],
  ])('%j is %j', (label, name) => {
    expect(folderName(label)).toBe(name);
  });

  it('is a name on every file system, whatever the label', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(texts, (label) => {
        const name = folderName(label);
        expect(path.posix.basename(name)).toBe(name);
        expect(path.win32.basename(name)).toBe(name);
        expect(name).not.toMatch(/^\.|[. ]$|^$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(name).not.toMatch(/[\u0000-\u001f<>:"/\\|?*]/);
        expect(name).not.toMatch(devices);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(121);
        expect(name).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it('is its own, on file systems without case, too', () => {
    const folders = labelFolders(['cat', 'Cat', 'a/b', 'a_b', 'uncertain', 'ＣＡＴ']);
    expect([...folders.values()]).toEqual([
      'cat',
      'Cat (2)',
      'a_b',
      'a_b (2)',
      'uncertain (2)',
      'ＣＡＴ (3)',
    ]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), (labels) => {
        const names = [...labelFolders(labels).values()].map(nameKey);
        expect(new Set(names).size).toBe(labels.length);
      }),
    );
  });

  it('stays what it was when labels come to it', () => {
    const before = labelFolders(['a_b']);
    expect([...labelFolders(['a/b', 'a_b'], before)]).toEqual([
      ['a_b', 'a_b'],
      ['a/b', 'a_b (2)'],
    ]);
  });
});

describe('a name that is taken', () => {
  it('gets a number before its ending', () => {
    const names = new TakenNames(['photo.JPG', 'photo (3).jpg']);
    expect(
      ['photo.jpg', 'photo.jpg', '.hidden', '.hidden'].map((name) => names.take(name)),
    ).toEqual(['photo (2).jpg', 'photo (4).jpg', '.hidden', '.hidden (2)']);
  });

  it('stays as short as names may be, and whole', () => {
    const names = new TakenNames();
    const long = `${'猫'.repeat(83)}.jpg`;
    expect(names.take(long)).toBe(long);
    const second = names.take(long);
    expect(second).toBe(`${'猫'.repeat(82)} (2).jpg`);
    expect(Buffer.byteLength(second)).toBeLessThanOrEqual(255);
  });
});
