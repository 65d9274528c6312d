import path from 'node:path';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type Matched, match as matchAll } from '../matching';
import { type MatchReport, type MatchRequest, matchRequestSchema } from '../protocol';
import { exitCodes } from './exitCodes';
import { ImagesProgress } from './imagesProgress';
import { matchCsv } from './matchCsv';
import { matchTable } from './matchTable';
import { type EngineFlags, openEngine } from './openEngine';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { printable, type Terminal } from './terminal';

/** The flags of `match`, as commander gives them. */
export interface MatchFlags extends EngineFlags {
  model?: string;
  samples?: number;
  loss?: string;
  references?: number | 'unconditional';
  sampleSet?: string;
  preprocessing?: string;
  seed?: number;
  out?: string;
  json?: boolean;
}

/** @throws Failure `options-invalid` */
function requestFor(file: string, flags: MatchFlags): MatchRequest {
  const { model, samples, loss, references, sampleSet, preprocessing, seed } = flags;
  const parsed = matchRequestSchema.safeParse({
    source: path.resolve(file),
    model,
    options: { samples, loss, references, sampleSet, preprocessing, seed },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}

async function write(out: string, report: MatchReport): Promise<void> {
  const isCsv = path.extname(out).toLowerCase() === '.csv';
  await writeOutputFile('--out', out, isCsv ? matchCsv(report) : `${JSON.stringify(report)}\n`);
}

/**
 * `match`: scores of groups of images and captions.
 *
 * @returns The exit code.
 */
export async function match(file: string, flags: MatchFlags, terminal: Terminal): Promise<number> {
  const { out, json } = flags;
  if (out !== undefined) await checkOutputFile('--out', out, ['.json', '.csv']);
  const request = requestFor(file, flags);
  const opened = openEngine(flags, terminal);
  let progress: ImagesProgress | undefined;
  let matched: Matched;
  try {
    matched = await matchAll(opened.engine, request, {
      signal: opened.signal,
      onShare: (done, total, { id }) => {
        progress ??= new ImagesProgress(terminal, total);
        const whole = Math.min(Math.floor(done), total - 1);
        progress.show(whole, `group ${id}`, { name: 'evaluating', done: done - whole, total: 1 });
      },
    });
  } finally {
    progress?.stop();
    opened.close();
  }
  const report = { ...matched.report, source: file };
  for (const { message } of report.warnings) opened.warnOnce(message);
  for (const { id, failure } of report.failures) opened.warn(`Group ${id}: ${failure.message}`);
  if (json) terminal.stdout.write(`${JSON.stringify(report)}\n`);
  else if (report.groups.length > 0) terminal.stdout.write(printable(`${matchTable(report)}\n`));
  if (out !== undefined) {
    await write(out, report);
    if (!json) terminal.stdout.write(printable(`${out} written\n`));
  }
  if (matched.isCancelled) {
    const done = report.groups.length + report.failures.length;
    const kept = flags.store === false ? '' : ' The same command goes on from there.';
    opened.warn(`Cancelled after ${done} of ${matched.total} groups.${kept}`);
    return exitCodes.cancelled;
  }
  return report.failures.length === 0 ? exitCodes.done : exitCodes.someFailed;
}
