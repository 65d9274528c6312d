import type { RunCounts, RunSummary } from '../protocol';
import { countText, durationText } from './quantities';

/** Digits of an id that are shown: enough to tell some thousands of runs apart. */
export const shownDigits = 8;

/** "1,977 of 2,000 done, 23 failed". */
export function countsText({ total, done, failed }: RunCounts): string {
  const rest = failed > 0 ? `, ${countText(failed)} failed` : '';
  return `${countText(done)} of ${countText(total)} done${rest}`;
}

/** "cat, dog, frog", and how many more. */
function labelsText(labels: readonly string[]): string {
  const shown = labels.slice(0, 10);
  const more = labels.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${countText(more)} more` : shown.join(', ');
}

function lines({
  run,
  folder,
  labels,
  model,
  state,
  counts,
  seconds,
  began,
}: RunSummary): string[] {
  return [
    `${run.slice(0, shownDigits)}  ${state}: ${countsText(counts)}`,
    `  ${folder}`,
    `  ${labelsText(labels)}`,
    `  ${model}, begun ${began.slice(0, 16).replace('T', ' ')} UTC, ${durationText(seconds)} of work`,
  ];
}

/** Runs as people read them. */
export function runsTable(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'No runs yet: "diffusion-classifier run FOLDER" begins one.';
  return runs.map((summary) => lines(summary).join('\n')).join('\n\n');
}
