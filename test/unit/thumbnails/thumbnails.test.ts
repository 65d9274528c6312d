import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { Thumbnails } from '../../../server/src/thumbnails';
import type { ThumbnailsOptions } from '../../../server/src/thumbnails/thumbnails';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';

const entry = path.resolve('test/fixtures/thumbnails/fakeProcess.cjs');
const limits = { ...defaultImageLimits, seconds: 1 };

let folder: string;
let log: string;

beforeEach(() => {
  folder = temporaryFolder();
  log = path.join(folder, 'log');
  writeFileSync(log, '');
  vi.stubEnv('FAKE_THUMBNAILS_LOG', log);
  vi.stubEnv('FAKE_THUMBNAILS_GATE', path.join(folder, 'gate'));
});

/** What processes have been asked for, and their starts. */
const asked = (): string[] => readFileSync(log, 'utf8').trim().split('\n');
const starts = (): number => asked().filter((line) => line === 'start').length;
const letOn = (): void => writeFileSync(path.join(folder, 'gate'), '');

function make(options: ThumbnailsOptions = {}) {
  const thumbnails = new Thumbnails({ entry, ...options });
  onTestFinished(() => thumbnails.dispose());
  return (name: string, signal = new AbortController().signal) =>
    thumbnails.make({ file: path.join(folder, name) }, 64, limits, signal);
}

const outcome = async (made: Promise<unknown>): Promise<unknown> =>
  made.then(
    () => 'made',
    ({ code }: { code: string }) => code,
  );

test('one process makes many, started when the first is asked for', async () => {
  const thumbnail = make();
  expect(readFileSync(log, 'utf8')).toBe('');
  const names = Array.from({ length: 20 }, (_, index) => `${index}.png`);
  for (const made of await Promise.all(names.map((name) => thumbnail(name)))) {
    expect(made).toMatchObject({ width: 4, original: { width: 40 } });
  }
  expect(starts()).toBe(1);
});

test('who has gone away is not waited for', async () => {
  const thumbnail = make();
  const waiting = Array.from({ length: 8 }, (_, index) => thumbnail(`waits ${index}.png`));
  const gone = new AbortController();
  const late = outcome(thumbnail('late.png', gone.signal));
  gone.abort();
  expect(await late).toBe('cancelled');
  letOn();
  await Promise.all(waiting);
  expect(asked()).not.toContain('late.png');
});

test('a file is decoded once, and again when it has changed', async () => {
  const thumbnail = make();
  const file = path.join(folder, 'a.png');
  writeFileSync(file, 'a');
  await thumbnail('a.png');
  await thumbnail('a.png');
  expect(asked()).toEqual(['start', 'a.png']);
  utimesSync(file, 1_000, 1_000);
  await thumbnail('a.png');
  expect(asked()).toEqual(['start', 'a.png', 'a.png']);
});

test('an image that the process dies of fails alone, and is named', async () => {
  const thumbnail = make();
  const names = ['a.png', 'crashes.png', 'b.png', 'c.png'];
  expect(await Promise.all(names.map((name) => outcome(thumbnail(name))))).toEqual([
    'made',
    'image-not-decodable',
    'made',
    'made',
  ]);
  await expect(thumbnail('crashes.png')).rejects.toThrow(
    /crashes\.png could not be decoded: the decoder was given up twice \(ended with code 7/,
  );
  expect(await outcome(thumbnail('d.png'))).toBe('made');
});

test('a process that hangs is killed, and another one takes its place', async () => {
  const thumbnail = make({ patience: -0.5 });
  const hung = thumbnail('hangs.png');
  await expect(hung).rejects.toThrow('gave no answer within 0.5 s');
  expect(await outcome(thumbnail('a.png'))).toBe('made');
});

test('what is wrong with an image is said as the process says it', async () => {
  const thumbnail = make();
  await expect(thumbnail('missing.png')).rejects.toMatchObject({
    code: 'image-not-found',
    message: 'It is not there.',
  });
  expect(await outcome(thumbnail('a.png'))).toBe('made');
  expect(starts()).toBe(1);
});

test('a decoder that works on for nobody is ended', async () => {
  const thumbnail = make();
  expect(await outcome(thumbnail('slow.png'))).toBe('image-over-limit');
  expect(await outcome(thumbnail('a.png'))).toBe('made');
  expect(starts()).toBe(2);
});

test.each(['garbage.png', 'bug.png'])(
  'an answer that is none is no thumbnail: %s',
  async (name) => {
    const thumbnail = make();
    await expect(thumbnail(name)).rejects.toThrow();
    expect(await outcome(thumbnail('a.png'))).toBe('made');
  },
);

test('a process that nobody asks any more is let go', async () => {
  const thumbnail = make({ idle: 50 });
  await thumbnail('a.png');
  await vi.waitFor(async () => {
    const before = starts();
    await thumbnail('b.png');
    expect(starts()).toBeGreaterThan(before);
  });
});

test('an image that comes with the request has one, too', async () => {
  const thumbnails = new Thumbnails({ entry });
  onTestFinished(() => thumbnails.dispose());
  const { signal } = new AbortController();
  const image = { dataUri: 'data:image/png;base64,AAAA' };
  expect(await thumbnails.make(image, 64, limits, signal)).toMatchObject({ width: 4 });
  const evil = { dataUri: 'crashes' };
  await expect(thumbnails.make(evil, 64, limits, signal)).rejects.toThrow(/^The image could not/);
});
