import type { ClassifyResult } from '../protocol';

const barWidth = 24;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` (0..1) of {@link barWidth} cells, drawn to an eighth of a cell. */
export function bar(share: number): string {
  const parts = Math.round(Math.min(Math.max(share, 0), 1) * barWidth * 8);
  return ('█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8]).padEnd(barWidth);
}

/** To a tenth, but never a bare 0% or 100%, which nothing here earns. */
function percentage(probability: number): string {
  if (probability > 0.9995) return '>99.9%';
  if (probability < 0.0005) return '<0.1%';
  return `${(100 * probability).toFixed(1)}%`;
}

/** Labels shown before the rest is summed up in a line. */
const shownLabels = 10;

/**
 * A result as people read it: labels best first with bars. A calibrated model's bars are
 * probabilities; otherwise they show the margin, how far behind the best label each one is.
 */
export function resultTable(result: ClassifyResult): string {
  const shown = result.labels.slice(0, shownLabels);
  const width = Math.max(...shown.map(({ label }) => label.length));
  const furthest = Math.max(...shown.map(({ margin }) => margin), Number.MIN_VALUE);
  const lines = shown.map(({ label, probability, error, margin, samples }, index) => {
    const share = probability ?? 1 - margin / furthest;
    const figure =
      probability === null
        ? index === 0
          ? 'first'
          : `+${margin.toExponential(2)}`
        : percentage(probability);
    return `  ${label.padEnd(width)}  ${bar(share)} ${figure.padStart(9)}   error ${error.toFixed(5)} in ${samples} samples`;
  });
  const rest = result.labels.length - shown.length;
  if (rest > 0) lines.push(`  and ${rest} more`);
  const note = result.calibrated ? '' : ', not calibrated: order and margin, no probabilities';
  return [
    `${result.image}: ${result.predicted}`,
    ...lines,
    `  ${result.evaluations} evaluations in ${result.seconds.toFixed(2)} s with ${result.model}${note}`,
  ].join('\n');
}
