import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LabelRequest, RunRequest, RunSummary, Warning } from '../protocol';
import { replaceFile } from '../replaceFile';
import { notWritable } from './notWritable';

/** What of a run stays the same while it goes on; `run.json`. */
export interface RunRecord {
  request: RunRequest & { labels: LabelRequest[] };
  folder: string;
  labels: string[];
  model: string;
  groundTruth: RunSummary['groundTruth'];
  began: string;
}

/** What changes every second; `state.json`. */
export type RunProgressRecord = Pick<
  RunSummary,
  'state' | 'counts' | 'isListed' | 'evaluations' | 'remembered' | 'seconds' | 'ended' | 'failure'
> & { warnings?: Warning[] };

/** Of a run whose process ended before it could write any. */
export const noProgress: RunProgressRecord = {
  state: 'running',
  counts: { total: 0, done: 0, failed: 0, unchanged: 0 },
  isListed: false,
  evaluations: 0,
  remembered: 0,
  seconds: 0,
};

export function summaryOf(
  run: string,
  { request: _, ...record }: RunRecord,
  progress: RunProgressRecord,
): RunSummary {
  return { run, ...record, ...progress };
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined; // not there, or damaged when the power went
  }
}

/**
 * Whole or not at all, whenever the process or the power ends.
 *
 * @throws Failure `file-not-writable`.
 */
async function writeJson(file: string, value: unknown): Promise<void> {
  await replaceFile(file, JSON.stringify(value)).catch((error) => {
    throw notWritable(file, error);
  });
}

/** The files of one run. */
export class RunFiles {
  readonly folder: string;
  readonly lock: string;
  readonly rows: string;
  readonly reviews: string;

  constructor(
    runs: string,
    readonly run: string,
  ) {
    this.folder = path.join(runs, run);
    this.lock = path.join(this.folder, 'lock');
    this.rows = path.join(this.folder, 'rows.jsonl');
    this.reviews = path.join(this.folder, 'reviews.jsonl');
  }

  /** Undefined where there is no such run. */
  async record(): Promise<RunRecord | undefined> {
    return await readJson(this.recordFile);
  }

  async progress(): Promise<RunProgressRecord | undefined> {
    return await readJson(this.progressFile);
  }

  async writeRecord(record: RunRecord): Promise<void> {
    await writeJson(this.recordFile, record);
  }

  async writeProgress(progress: RunProgressRecord): Promise<void> {
    await writeJson(this.progressFile, progress);
  }

  async remove(): Promise<void> {
    // The record first: without it there is no run, wherever this is cut short.
    await rm(this.recordFile, { force: true });
    // Somebody may put a review into it meanwhile.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private get recordFile(): string {
    return path.join(this.folder, 'run.json');
  }

  private get progressFile(): string {
    return path.join(this.folder, 'state.json');
  }
}

/** Ids of the runs in a folder, in no order. */
export async function runIds(runs: string): Promise<string[]> {
  const names = await readdir(runs).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{16}$/.test(name));
}
