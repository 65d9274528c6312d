import type { RunView } from '../runs/runView';

/** The runs of this window that are at work, taken together. */
export interface RunsGoingOn {
  runs: number;
  /** Of all their images, 0 to 100; undefined until every one of them has been found. */
  percent: number | undefined;
}

export function runsGoingOn(all: readonly RunView[]): RunsGoingOn {
  const summaries = all
    .filter(({ isOurs, trouble }) => isOurs && !trouble)
    .map(({ summary }) => summary)
    .filter(({ state }) => state === 'running');
  const sum = (of: (counts: (typeof summaries)[number]['counts']) => number): number =>
    summaries.reduce((total, { counts }) => total + of(counts), 0);
  const total = sum((counts) => counts.total);
  const isKnown = total > 0 && summaries.every(({ isListed }) => isListed);
  const done = sum((counts) => counts.done + counts.failed);
  return {
    runs: summaries.length,
    percent: isKnown ? Math.floor((100 * done) / total) : undefined,
  };
}
