import type { Progress } from 'vscode';

/** For a progress that is told increments: what it is at, in per cent, never falling. */
export function reportPercent(
  progress: Progress<{ message?: string; increment?: number }>,
): (percent: number) => void {
  let reported = 0;
  return (percent) => {
    progress.report({ message: `${percent}%`, increment: Math.max(0, percent - reported) });
    reported = Math.max(reported, percent);
  };
}
