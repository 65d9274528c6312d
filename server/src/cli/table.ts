import type { ClassifyResult, Decision, Shortlist } from '../protocol';

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

/** What a race promises of its winner, in a line. */
function verdict({ decision, labels }: ClassifyResult & { decision: Decision }): string {
  const { rule, delta, grid, decided, inRace, boundExceeded } = decision;
  if (!decided) {
    const [last, ...others] = inRace.slice(0, shownLabels).reverse();
    const more = inRace.length > shownLabels ? ` (and ${inRace.length - shownLabels} more)` : '';
    return `undecided: ${others.reverse().join(', ')} and ${last}${more} are still in the race`;
  }
  if (boundExceeded) {
    return 'nothing is guaranteed: two errors differed by more than the declared bound';
  }
  if (labels.every(({ samples }) => samples === grid)) return `the winner of all ${grid} samples`;
  const sure = `${Number((100 * (1 - delta)).toPrecision(6))}%`;
  return rule === 'exact'
    ? `with probability ${sure} or more, over the order of samples, the winner of all ${grid}`
    : `with probability about ${sure}, over the order of samples, the winner of all ${grid} (approximate)`;
}

/** Which labels were left to compare, in a line. */
function chosenBy({ model, parents = [], kept, dropped, evaluations, seconds }: Shortlist): string {
  const by = model ?? `the hierarchy (${parents.join(', ')})`;
  const cost =
    evaluations > 0
      ? `${evaluations} evaluations and ${seconds.toFixed(2)} s`
      : `${seconds.toFixed(2)} s`;
  return `${kept.length} of ${kept.length + dropped} labels were compared, chosen by ${by} for ${cost}`;
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
  const { remembered = 0, decision } = result;
  const known = remembered > 0 ? ` (${remembered} of them remembered)` : '';
  const note = result.calibrated ? '' : ', not calibrated: order and margin, no probabilities';
  return [
    `${result.image}: ${result.predicted}`,
    ...lines,
    ...(result.shortlist ? [`  ${chosenBy(result.shortlist)}`] : []),
    ...(decision ? [`  ${verdict({ ...result, decision })}`] : []),
    `  ${result.evaluations} evaluations${known} in ${result.seconds.toFixed(2)} s with ${result.model}${note}`,
  ].join('\n');
}
