import {
  appendFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SortWay } from '../../../server/src/protocol';
import {
  previewSort,
  type Sortable,
  type SortRequest,
  sortImages,
  undoSort,
} from '../../../server/src/sorting';
import { classified, plant, type Tree, treeOf } from './tree';

let root: string;
let folder: string;
let to: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sorting-'));
  folder = path.join(root, 'photos');
  to = path.join(root, 'photos-sorted');
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

const photos: Tree = { 'a.png': 'A', 'b.png': 'B', 'trip/a.png': 'other A', 'trip/c.png': 'C' };
const answers = { 'a.png': 'cat', 'b.png': 'dog', 'trip/a.png': 'cat', 'trip/c.png': 'dog' };

function request(
  way: SortWay,
  given: Parameters<typeof classified>[1] = answers,
  options: Partial<SortRequest> = {},
): SortRequest {
  const labels = ['cat', 'dog'];
  return { folder, to, way, labels, images: classified(folder, given), ...options };
}

/** What is in the label folders, without the log. */
function sorted(): Tree {
  const entries = Object.entries(treeOf(to)).filter(([name]) => !name.startsWith('sort-log'));
  return Object.fromEntries(entries.filter(([, content]) => content !== null));
}

describe('sorting', () => {
  beforeEach(() => plant(folder, photos));

  it('copies images into a folder for each label, and leaves the originals', async () => {
    const summary = await sortImages(request('copy'));
    expect(sorted()).toEqual({
      'cat/a.png': 'A',
      'cat/a (2).png': 'other A',
      'dog/b.png': 'B',
      'dog/c.png': 'C',
    });
    expect(treeOf(folder)).toMatchObject(photos);
    expect(summary).toMatchObject({
      images: 4,
      renamed: 1,
      stay: {},
      notSorted: [],
      log: path.join(to, 'sort-log.jsonl'),
    });
    expect(summary.labels).toEqual([
      { label: 'cat', folder: 'cat', images: 2 },
      { label: 'dog', folder: 'dog', images: 2 },
    ]);
  });

  it('keeps the time of a copied file', async () => {
    utimesSync(path.join(folder, 'a.png'), 1_000_000, 1_234_567.891);
    await sortImages(request('copy'));
    expect(lstatSync(path.join(to, 'cat/a.png')).mtimeMs).toBeCloseTo(1_234_567_891, 0);
  });

  it('moves images', async () => {
    await sortImages(request('move'));
    expect(treeOf(folder)).toEqual({ trip: null });
    expect(sorted()).toMatchObject({ 'cat/a.png': 'A', 'dog/c.png': 'C' });
  });

  it('links images: symbolically by the whole path, or as a second name', async () => {
    await sortImages(request('link'));
    expect(sorted()['dog/c.png']).toBe(`-> ${path.join(folder, 'trip/c.png')}`);
    to = path.join(root, 'names');
    await sortImages(request('hardLink'));
    const names = ['names/dog/c.png', 'photos/trip/c.png'].map((name) => path.join(root, name));
    expect(lstatSync(names[0]!).ino).toBe(lstatSync(names[1]!).ino);
  });

  it('never overwrites what is there', async () => {
    plant(to, { 'cat/a.png': 'mine', 'cat/A (2).PNG': 'mine, too' });
    const summary = await sortImages(request('move'));
    expect(sorted()).toEqual({
      'cat/a.png': 'mine',
      'cat/A (2).PNG': 'mine, too',
      'cat/a (3).png': 'A',
      'cat/a (4).png': 'other A',
      'dog/b.png': 'B',
      'dog/c.png': 'C',
    });
    expect(summary.renamed).toBe(2);
  });

  it('tells what it would do, and touches nothing', async () => {
    const before = treeOf(root);
    const summary = await previewSort(request('move'));
    expect(summary).toMatchObject({ images: 4, renamed: 1 });
    expect(summary.log).toBeUndefined();
    expect(treeOf(root)).toEqual(before);
  });

  it('leaves failed images, and says which have changed or gone', async () => {
    const listed: Sortable[] = [];
    for await (const one of classified(folder, { ...answers, 'b.png': undefined })) {
      listed.push(one);
    }
    appendFileSync(path.join(folder, 'a.png'), 'more');
    rmSync(path.join(folder, 'trip/c.png'));
    async function* again() {
      yield* listed;
    }
    const summary = await sortImages(request('move', {}, { images: again() }));
    expect(summary.stay).toEqual({ failed: 1, changed: 1, missing: 1 });
    expect(summary.notSorted).toEqual([
      {
        image: 'a.png',
        reason: 'changed',
        message: `${path.join(folder, 'a.png')} has changed since it was classified: classify it again.`,
      },
      {
        image: 'trip/c.png',
        reason: 'missing',
        message: `${path.join(folder, 'trip/c.png')} is not there any more.`,
      },
    ]);
    expect(sorted()).toEqual({ 'cat/a.png': 'other A' });
    expect(treeOf(folder)).toMatchObject({ 'a.png': 'Amore', 'b.png': 'B' });
  });

  it('has uncertain images go to a folder of their own, or stay', async () => {
    const unsure = {
      'a.png': { label: 'cat', probability: 0.9, margin: 0.1 },
      'b.png': { label: 'dog', probability: 0.6, margin: 0.3 },
      'trip/a.png': { label: 'uncertain', probability: 0.95, margin: 0.3 },
    };
    const byThreshold = await sortImages(request('copy', unsure, { threshold: 0.8 }));
    expect(sorted()).toEqual({
      'cat/a.png': 'A',
      'uncertain/b.png': 'B',
      'uncertain (2)/a.png': 'other A',
    });
    expect(byThreshold.labels).toContainEqual({ label: null, folder: 'uncertain', images: 1 });
    to = path.join(root, 'by-margin');
    const byMargin = await sortImages(request('copy', unsure, { margin: 0.2, uncertain: 'stay' }));
    expect(byMargin.stay).toEqual({ uncertain: 1 });
    expect(sorted()).toEqual({ 'dog/b.png': 'B', 'uncertain (2)/a.png': 'other A' });
  });

  it('asks for a margin where there are no probabilities', async () => {
    await expect(sortImages(request('copy', answers, { threshold: 0.8 }))).rejects.toMatchObject({
      code: 'options-invalid',
      message: expect.stringContaining('give a margin'),
    });
    expect(treeOf(root)).not.toHaveProperty('photos-sorted');
  });

  it('sorts a folder within itself, and leaves what lies right', async () => {
    plant(folder, { 'cat/x.png': 'X', 'cat/y.png': 'Y' });
    const given = { ...answers, 'cat/x.png': 'cat', 'cat/y.png': 'dog' };
    const summary = await sortImages(request('move', given, { to: folder }));
    expect(summary.stay).toEqual({ inPlace: 1 });
    const { log } = summary;
    expect(treeOf(folder)).toMatchObject({
      'cat/a.png': 'A',
      'cat/a (2).png': 'other A',
      'cat/x.png': 'X',
      'dog/y.png': 'Y',
    });
    await undoSort(log!);
    expect(treeOf(folder)).toEqual({
      ...photos,
      trip: null,
      cat: null,
      'cat/x.png': 'X',
      'cat/y.png': 'Y',
    });
  });

  it('leads nowhere but below its two folders', async () => {
    plant(root, { 'secret.png': 'S' });
    const stats = lstatSync(path.join(root, 'secret.png'));
    const row = { bytes: 1, modified: new Date(Math.floor(stats.mtimeMs)).toISOString() };
    const answer = { label: '../../escape', probability: null, margin: null };
    async function* images() {
      yield { image: '../secret.png', ...row, answer };
      yield { image: path.join(root, 'secret.png'), ...row, answer };
      yield* classified(folder, { 'a.png': '../../escape', 'b.png': '..' });
    }
    const summary = await sortImages(request('move', {}, { images: images() }));
    expect(summary.stay).toEqual({ outside: 2 });
    expect(treeOf(root)).toMatchObject({
      'secret.png': 'S',
      'photos-sorted/___.._escape/a.png': 'A',
      'photos-sorted/__/b.png': 'B',
    });
  });

  it('does not follow a link that stands where a label folder should be', async () => {
    mkdirSync(path.join(root, 'elsewhere'));
    mkdirSync(to);
    symlinkSync(path.join(root, 'elsewhere'), path.join(to, 'cat'));
    writeFileSync(path.join(to, 'dog'), 'a file');
    await sortImages(request('copy'));
    expect(treeOf(path.join(root, 'elsewhere'))).toEqual({});
    expect(sorted()).toMatchObject({ dog: 'a file', 'dog (2)/b.png': 'B', 'cat (2)/a.png': 'A' });
  });

  it('leaves a link that would lead nowhere if it was moved', async () => {
    symlinkSync('b.png', path.join(folder, 'link.png'));
    const stats = lstatSync(path.join(folder, 'b.png'));
    const modified = new Date(Math.floor(stats.mtimeMs)).toISOString();
    const answer = { label: 'dog', probability: null, margin: null };
    async function* images() {
      yield { image: 'link.png', bytes: 1, modified, answer };
    }
    expect((await sortImages(request('move', {}, { images: images() }))).stay).toEqual({
      isLink: 1,
    });
    await sortImages(request('copy', {}, { images: images() }));
    expect(sorted()).toEqual({ 'dog/link.png': 'B' });
  });

  it('goes on where it ended, with new images and changed answers', async () => {
    await sortImages(request('copy', { 'a.png': 'cat', 'b.png': 'dog' }));
    const again = await sortImages(request('copy', { ...answers, 'b.png': 'cat' }));
    expect(again).toMatchObject({ images: 3, stay: { sorted: 1 } });
    expect(sorted()).toEqual({
      'cat/a.png': 'A',
      'cat/a (2).png': 'other A',
      'cat/b.png': 'B',
      'dog/b.png': 'B',
      'dog/c.png': 'C',
    });
    expect(await undoSort(again.log!)).toEqual({ restored: 5, kept: [], left: 0 });
    expect(treeOf(root)).toEqual({
      photos: null,
      ...Object.fromEntries(Object.entries(treeOf(folder)).map(([k, v]) => [`photos/${k}`, v])),
    });
  });

  it('has a log for each way', async () => {
    await sortImages(request('copy'));
    const { log } = await sortImages(request('link'));
    expect(log).toBe(path.join(to, 'sort-log (2).jsonl'));
  });

  it('is refused while another is at it', async () => {
    mkdirSync(to);
    const owner = { pid: process.ppid, host: (await import('node:os')).hostname(), id: 'x' };
    writeFileSync(path.join(to, '.sort.lock'), JSON.stringify(owner));
    await expect(sortImages(request('copy'))).rejects.toMatchObject({ code: 'run-in-progress' });
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `${i}.png`);
    plant(folder, Object.fromEntries(many.map((name) => [name, name])));
    const given = Object.fromEntries(many.map((name) => [name, 'cat']));
    const stop = new AbortController();
    const steps: number[] = [];
    const going = sortImages(request('move', given), {
      signal: stop.signal,
      onProgress: (done, total) => {
        steps.push(done);
        expect(total).toBe(200);
        stop.abort();
      },
    });
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    expect(steps).toEqual([64]);
    const again = await sortImages(request('move', given));
    expect(again).toMatchObject({ images: 136, stay: { sorted: 64 } });
    await undoSort(again.log!);
    expect(treeOf(folder)).toMatchObject(photos);
    expect(Object.keys(treeOf(folder))).toHaveLength(205);
  });
});

describe('undoing', () => {
  beforeEach(() => plant(folder, photos));

  it.each(['copy', 'move', 'link', 'hardLink'] as const)('%s leaves no trace', async (way) => {
    const before = treeOf(root);
    const { log } = await sortImages(request(way));
    expect(await undoSort(log!)).toEqual({ restored: 4, kept: [], left: 0 });
    expect(treeOf(root)).toEqual(before);
  });

  it('leaves what is not what it was, and says so', async () => {
    const { log } = await sortImages(request('move'));
    appendFileSync(path.join(to, 'dog/b.png'), ', edited');
    writeFileSync(path.join(folder, 'a.png'), 'a new one');
    rmSync(path.join(to, 'dog/c.png'));
    const undone = await undoSort(log!);
    expect(undone).toMatchObject({ restored: 1, left: 3 });
    expect(undone.kept.map(({ message }) => message).sort()).toEqual([
      `${path.join(to, 'dog/b.png')} has changed since it was sorted.`,
      `${path.join(folder, 'a.png')} is another file by now.`,
      `neither ${path.join(folder, 'trip/c.png')} nor ${path.join(to, 'dog/c.png')} is there.`,
    ]);
    expect(sorted()).toEqual({ 'cat/a.png': 'A', 'dog/b.png': 'B, edited' });
    rmSync(path.join(folder, 'a.png'));
    expect(await undoSort(log!)).toMatchObject({ restored: 1, left: 2 });
  });

  it('keeps a copy, or a name, whose original is gone', async () => {
    const { log } = await sortImages(request('copy'));
    rmSync(path.join(folder, 'a.png'));
    expect(await undoSort(log!)).toMatchObject({ restored: 3, left: 1 });
    expect(sorted()).toEqual({ 'cat/a.png': 'A' });
    to = path.join(root, 'names');
    const names = await sortImages(request('hardLink', { 'b.png': 'dog' }));
    rmSync(path.join(folder, 'b.png'));
    expect(await undoSort(names.log!)).toMatchObject({ restored: 0, left: 1 });
    expect(sorted()).toEqual({ 'dog/b.png': 'B' });
  });

  it('keeps what somebody has put into the folders', async () => {
    const { log } = await sortImages(request('move'));
    writeFileSync(path.join(to, 'cat/mine.txt'), 'mine');
    await undoSort(log!);
    expect(treeOf(to)).toEqual({ cat: null, 'cat/mine.txt': 'mine' });
  });

  it.each(['', '{"sortLog":2}\n', 'image,label\n'])(
    'refuses what is no log: %j',
    async (content) => {
      const log = path.join(root, 'log.jsonl');
      writeFileSync(log, content);
      await expect(undoSort(log)).rejects.toMatchObject({ code: 'file-not-readable' });
    },
  );

  it('refuses a log that is damaged, or leads elsewhere', async () => {
    const { log } = await sortImages(request('move'));
    const whole = readFileSync(log!, 'utf8');
    for (const [from, by] of [
      ['"into":"dog"', '"into":".."'],
      ['"image":"b.png"', '"image":"../b.png"'],
    ] as const) {
      writeFileSync(log!, whole.replace(from, by));
      await expect(undoSort(log!)).rejects.toMatchObject({
        code: 'file-not-readable',
        message: expect.stringMatching(/line \d+ is damaged/),
      });
    }
    expect(sorted()).toMatchObject({ 'dog/b.png': 'B' });
  });

  it('does without a last line that was cut short', async () => {
    const before = treeOf(root);
    const { log } = await sortImages(request('move'));
    writeFileSync(log!, readFileSync(log!, 'utf8').slice(0, -20));
    expect(await undoSort(log!)).toMatchObject({ restored: 4, left: 0 });
    expect(treeOf(root)).toEqual(before);
  });

  it('does not take a file of somebody else for its own', async () => {
    const { log } = await sortImages(request('hardLink', { 'a.png': 'cat' }));
    const file = path.join(to, 'cat/a.png');
    rmSync(file);
    linkSync(path.join(folder, 'b.png'), file);
    expect(await undoSort(log!)).toMatchObject({ left: 1 });
    expect(sorted()).toEqual({ 'cat/a.png': 'B' });
  });
});
