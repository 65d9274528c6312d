import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Engine } from '../engine';
import { Failure } from '../failure';
import type { SortOptions, SortWay } from '../protocol';
import { Runs } from '../runs';
import { defaultTarget, previewSort, sortableRows, sortImages, undoSort } from '../sorting';
import { CountBar } from './countBar';
import { exitCodes } from './exitCodes';
import { runsFolder } from './openRuns';
import { type ReviewSource, withReviewSource } from './reviewSource';
import { sortText, undoText } from './sortText';
import { printable, type Terminal } from './terminal';

/** The flags of `sort`, as commander gives them. */
export interface SortFlags extends Omit<SortOptions, 'way'> {
  copy?: true;
  move?: true;
  link?: true;
  hardLink?: true;
  dryRun?: true;
  undo?: string;
  folder?: string;
  json?: true;
  cacheFolder?: string;
}

/** @throws Failure `options-invalid` where none was asked for: none would be safe to assume. */
function wayOf({ copy, move, link, hardLink }: SortFlags): SortWay {
  if (copy) return 'copy';
  if (move) return 'move';
  if (link) return 'link';
  if (hardLink) return 'hardLink';
  throw new Failure(
    'options-invalid',
    'Say how images are to be sorted: one of --copy, --move, --link and --hard-link.',
  );
}

/**
 * The newest run of a folder, where `name` is one.
 *
 * @throws Failure `run-not-found`.
 */
async function runOf(name: string, flags: SortFlags): Promise<string> {
  const found = await stat(name).catch(() => undefined);
  if (!found?.isDirectory()) return name;
  const engine = new Engine();
  const runs = new Runs({ engine, folder: runsFolder(flags) });
  try {
    const folder = await realpath(name);
    const newest = (await runs.list()).find((run) => run.folder === folder);
    if (newest) return newest.run;
    throw new Failure(
      'run-not-found',
      `There is no run of ${folder}: classify it first with "diffusion-classifier run".`,
      { run: name },
    );
  } finally {
    await runs.close();
    engine.dispose();
  }
}

async function sortSource(
  { rows, summary }: ReviewSource,
  flags: SortFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { folder, labels } = summary;
  if (folder === '') {
    throw new Failure(
      'options-invalid',
      'The images of a table are named relative to a folder: name it with --folder.',
    );
  }
  const { by, threshold, margin, uncertain, dryRun = false, json } = flags;
  if (by === 'review' && summary.run === '') {
    throw new Failure(
      'options-invalid',
      'A table has no reviews: name the run that was reviewed, or read its reviews as right labels.',
    );
  }
  const request = {
    folder,
    to: flags.to === undefined ? defaultTarget(folder) : path.resolve(flags.to),
    labels,
    way: wayOf(flags),
    threshold,
    margin,
    uncertain,
    images: sortableRows(rows(), by),
  };
  const bar = new CountBar(terminal, 'looking at the images');
  const onProgress = (done: number, total: number): void => bar.show(done, total);
  const sorting = dryRun ? previewSort : sortImages;
  const sorted = await sorting(request, { signal, onProgress }).finally(() => bar.stop());
  terminal.stdout.write(`${json ? JSON.stringify(sorted) : printable(sortText(sorted, dryRun))}\n`);
  for (const { message } of sorted.notSorted) terminal.stderr.write(`${printable(message)}\n`);
  return sorted.notSorted.length === 0 ? exitCodes.done : exitCodes.someFailed;
}

async function undo(
  log: string,
  json: true | undefined,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const bar = new CountBar(terminal, 'reading the log');
  const onProgress = (done: number, total: number): void => bar.show(done, total);
  const undone = await undoSort(path.resolve(log), { signal, onProgress }).finally(() =>
    bar.stop(),
  );
  terminal.stdout.write(`${json ? JSON.stringify(undone) : printable(undoText(undone))}\n`);
  for (const { message } of undone.kept) terminal.stderr.write(`${printable(message)}\n`);
  return undone.left === 0 ? exitCodes.done : exitCodes.someFailed;
}

/**
 * Sorts the images of a run or table, or undoes that.
 *
 * @returns The exit code.
 */
export async function sort(
  name: string | undefined,
  flags: SortFlags,
  terminal: Terminal,
): Promise<number> {
  const stop = new AbortController();
  terminal.onInterrupt(() => stop.abort());
  try {
    if (flags.undo !== undefined) return await undo(flags.undo, flags.json, terminal, stop.signal);
    if (name === undefined) {
      throw new Failure('options-invalid', 'Name a run, a folder that has one, or a table.');
    }
    wayOf(flags);
    return await withReviewSource(await runOf(name, flags), flags, async (source) =>
      sortSource(source, flags, terminal, stop.signal),
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cancelled') throw error;
    terminal.stderr.write(`${printable(error.message)}\n`);
    return exitCodes.cancelled;
  }
}
