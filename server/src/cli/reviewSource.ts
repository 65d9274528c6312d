import path from 'node:path';
import { Engine } from '../engine';
import { Failure } from '../failure';
import type { RunRow, RunSummary } from '../protocol';
import { Runs } from '../runs';
import { readRows } from '../tables';
import { findRun } from './findRun';
import { runsFolder } from './openRuns';
import { tableEndings } from './runOutputs';

/** What is looked through: a run, or a table that one was exported to. */
export interface ReviewSource {
  /** Anew each time; of each image the newest. */
  rows(): AsyncIterable<RunRow>;
  summary: RunSummary;
}

/** What a table tells of its run, or runs. */
async function summaryOf(file: string, folder: string): Promise<RunSummary> {
  const labels = new Set<string>();
  let isJudged = false;
  let total = 0;
  for await (const { truth, result } of readRows(file)) {
    total += 1;
    isJudged ||= truth !== undefined;
    for (const { label } of result?.labels ?? []) labels.add(label);
  }
  return {
    run: '',
    folder,
    labels: [...labels],
    model: '',
    state: 'done',
    counts: { total, done: total, failed: 0, unchanged: total },
    isListed: true,
    groundTruth: isJudged ? 'table' : 'none',
    evaluations: 0,
    remembered: 0,
    seconds: 0,
    began: '',
  };
}

/**
 * Does something with a run or an exported table.
 *
 * @param name the id of a run, the beginning of one, or a file.
 * @param folder what the images of a table are relative to; of a run it is its own.
 * @throws Failure `run-not-found`, `file-not-readable`; `options-invalid` for the folder of a run.
 */
export async function withReviewSource<T>(
  name: string,
  { folder, cacheFolder }: { folder?: string; cacheFolder?: string },
  work: (source: ReviewSource) => Promise<T>,
): Promise<T> {
  if (tableEndings.includes(path.extname(name).toLowerCase())) {
    return await work({
      rows: () => readRows(name),
      summary: await summaryOf(name, folder === undefined ? '' : path.resolve(folder)),
    });
  }
  if (folder !== undefined) {
    throw new Failure(
      'options-invalid',
      `--folder ${folder} is for the images of a table (${tableEndings.join(', ')}): run ${name} knows its own.`,
      { folder },
    );
  }
  const engine = new Engine();
  const runs = new Runs({
    engine,
    folder: runsFolder(cacheFolder === undefined ? {} : { cacheFolder }),
  });
  try {
    const summary = findRun(await runs.list(), name);
    return await work({ rows: () => runs.rows(summary.run), summary });
  } finally {
    await runs.close();
    engine.dispose();
  }
}
