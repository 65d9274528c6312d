import type { RunReport, RunSummary } from '../protocol';
import { countText, durationText } from './quantities';
import { reportText } from './reportText';
import { countsText, shownDigits } from './runsTable';

/** What became of a run, as people read it: how much is done, and what it comes to. */
export function runOutcomeText(summary: RunSummary, report: RunReport): string {
  const { run, folder, model, counts, seconds, evaluations, remembered } = summary;
  const known = remembered > 0 ? ` (${countText(remembered)} of them remembered)` : '';
  const id = run.slice(0, shownDigits);
  const cost = `${countText(evaluations)} evaluations${known} in ${durationText(seconds)} with ${model}; run ${id}`;
  const failed = `What failed: "diffusion-classifier runs show ${id} --failed"; "runs retry ${id}" tries it again.`;
  return [
    `${folder}: ${countsText(counts)}`,
    reportText(report),
    counts.failed > 0 ? `${cost}\n${failed}` : cost,
  ].join('\n\n');
}
