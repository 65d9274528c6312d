import fs from 'node:fs/promises';
import path from 'node:path';
import type { RunRequest, RunRow } from '../../../server/src/protocol';
import { rowLine } from '../../../server/src/runs/rowLine';
import { RunFiles } from '../../../server/src/runs/runFiles';

export interface FabricatedRun {
  /** 16 hexadecimal digits. */
  run: string;
  /** Absolute path. */
  folder: string;
  labels: string[];
  options?: RunRequest['options'];
  rows: RunRow[];
}

/** Puts a run that is done into the cache folder of an editor's session, as if it had been worked on. */
export async function fabricateRun(
  dataFolder: string,
  { run, folder, labels, options, rows }: FabricatedRun,
): Promise<void> {
  const files = new RunFiles(path.join(dataFolder, 'cache/diffusion-classifier/runs-1'), run);
  await fs.mkdir(files.folder, { recursive: true });
  await fs.writeFile(files.rows, rows.map(rowLine).join(''));
  const began = '2026-11-23T08:00:00.000Z';
  await files.writeRecord({
    request: { folder, labels, ...(options && { options }) },
    folder,
    labels,
    model: 'everyday-32',
    groundTruth: rows.some(({ truth }) => truth !== undefined) ? 'folders' : 'none',
    began,
  });
  const failed = rows.filter(({ failure }) => failure).length;
  const evaluations = rows.reduce((sum, { result }) => sum + (result?.evaluations ?? 0), 0);
  await files.writeProgress({
    state: 'done',
    counts: { total: rows.length, done: rows.length - failed, failed, unchanged: 0 },
    isListed: true,
    evaluations,
    remembered: 0,
    seconds: rows.length / 20,
    ended: '2026-11-23T09:00:00.000Z',
  });
}
