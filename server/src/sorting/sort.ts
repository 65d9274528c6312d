import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { SortSummary } from '../protocol';
import { carryOut, type SortControl } from './carryOut';
import { lockFolder, notWritable } from './lockFolder';
import { planSort, type SortPlan, type SortRequest } from './plan';
import { restore } from './restore';
import { type LogContent, LogWriter, logsIn, nextLogFile, readLog } from './sortLog';

/** Of what is listed in a summary. */
const mostListed = 1_000;

/** Reasons that nobody need look into. */
const usual = ['failed', 'uncertain', 'notReviewed', 'inPlace', 'sorted'];

/** The newest log of the folder, where the same is being sorted in the same way. */
async function logToGoOn({
  folder,
  to,
  way,
}: SortRequest): Promise<{ file: string; content: LogContent } | undefined> {
  const [file] = await logsIn(to);
  const content = file === undefined ? undefined : await readLog(file).catch(() => undefined);
  if (file === undefined || !content) return undefined;
  const { head } = content;
  const isSame = head.folder === folder && head.to === to && head.way === way;
  return isSame ? { file, content } : undefined;
}

function summaryOf(
  { folder, to, way }: SortRequest,
  { actions, folders, stay }: Pick<SortPlan, 'actions' | 'folders' | 'stay'>,
): SortSummary {
  const labels = new Map([...folders].map(([label, into]) => [into, label]));
  const counts = new Map<string, number>();
  for (const { into } of actions) counts.set(into, (counts.get(into) ?? 0) + 1);
  const reasons: SortSummary['stay'] = {};
  for (const { reason } of stay) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    folder,
    to,
    way,
    labels: [...counts]
      .map(([into, images]) => ({ label: labels.get(into) ?? null, folder: into, images }))
      .sort((a, b) => b.images - a.images || (a.folder < b.folder ? -1 : 1)),
    images: actions.length,
    renamed: actions.filter(({ image, as }) => path.posix.basename(image) !== as).length,
    stay: reasons,
    notSorted: stay.filter(({ reason }) => !usual.includes(reason)).slice(0, mostListed),
  };
}

/**
 * What sorting would do, without doing it.
 *
 * @throws Failure `options-invalid`; `cancelled`; what reading the images throws.
 */
export async function previewSort(
  request: SortRequest,
  { signal }: SortControl = {},
): Promise<SortSummary> {
  const before = await logToGoOn(request);
  return summaryOf(request, await planSort(request, before?.content, signal));
}

/** @returns the folders that were not there, outermost first. */
async function makeFolder(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw notWritable(folder, error);
  });
  if (first === undefined) return [];
  const below = path.relative(first, folder).split(path.sep).filter(Boolean);
  return [first, ...below.map((_, i) => path.join(first, ...below.slice(0, i + 1)))];
}

/**
 * Sorts images into a folder for each label. Every action is in the log, on disk, before it is begun;
 * whenever this process ends, each image has its old name, its new one, or both. The same request goes
 * on where an earlier one ended: what that had begun is undone first.
 *
 * @throws Failure `options-invalid`, `file-not-writable`, `run-in-progress`; `cancelled`, with what is
 *   done staying so; what reading the images throws.
 */
export async function sortImages(
  request: SortRequest,
  control: SortControl = {},
): Promise<SortSummary> {
  const { folder, to, way } = request;
  const made = await makeFolder(to);
  const lock = await lockFolder(to);
  let log: LogWriter | undefined;
  try {
    const before = await logToGoOn(request);
    if (before) {
      log = await LogWriter.goOn(before.file);
      await undoBegun(before.content, log);
    }
    const plan = await planSort(request, before?.content, control.signal);
    if (plan.actions.length === 0 && !before) return summaryOf(request, plan);
    const file = before?.file ?? (await nextLogFile(to));
    const began = new Date().toISOString();
    const head = before?.content.head ?? { sortLog: 1 as const, began, folder, to, way };
    log ??= await LogWriter.create(file, head, made);
    const known = before?.content.folders;
    await log.write(
      [...plan.folders]
        .filter(([label]) => !known?.has(label))
        .map(([label, into]) => ({ label, folder: into })),
    );
    const last = before?.content.last ?? 0;
    const { done, failed, hardLinked } = await carryOut({ head, plan, log, file, last }, control);
    return {
      ...summaryOf(request, { ...plan, actions: done, stay: [...plan.stay, ...failed] }),
      ...(hardLinked && { hardLinked }),
      log: file,
    };
  } catch (error) {
    throw error instanceof Failure ? error : notWritable(to, error);
  } finally {
    await log?.close();
    await lock.release();
    // Where nothing was to be done; a folder with a log in it stays.
    for (const one of made.toReversed()) await rmdir(one).catch(() => {});
  }
}

/** What had been begun when a process ended. */
async function undoBegun({ head, actions }: LogContent, log: LogWriter): Promise<void> {
  for (const [number, begun] of actions) {
    if (begun.made || (await restore(head, begun)) !== undefined) continue;
    await log.write([{ undone: number }]);
    actions.delete(number);
  }
}
