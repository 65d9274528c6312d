import type { Compared } from './compareSamples';
import type { Estimate } from './intervals';
import type { Judged } from './judge';

/** The results as a table of Markdown. */
export function table(results: readonly Judged[]): string {
  const rows = results.map(({ name, agreement, accuracy, difference, evaluations, samples }) =>
    [
      name,
      percent(agreement),
      `${(100 * accuracy.value).toFixed(1)}%`,
      points(difference),
      `${Math.round(evaluations.mean)}`,
      `${Math.round(evaluations.median)}, ${Math.round(evaluations.p95)}`,
      `${Math.round(samples)}`,
    ].join(' | '),
  );
  return [
    'rule | agreement with the full grid (95%) | accuracy | difference to the full grid, points (95%) | evaluations, mean | median, p95 | samples, mean',
    '---|---|---|---|---|---|---',
    ...rows,
  ]
    .map((row) => `| ${row} |`)
    .join('\n');
}

function percent({ value, low, high }: Estimate): string {
  const [v, l, h] = [value, low, high].map((share) => (100 * share).toFixed(1));
  return `${v}% (${l} to ${h})`;
}

function points({ value, low, high }: Estimate): string {
  const [v, l, h] = [value, low, high].map((share) => {
    const text = (100 * share).toFixed(1);
    return text === '-0.0' ? '0.0' : text.replace('-', '−');
  });
  return `${v} (${l} to ${h})`;
}

/** The comparison of samples as a table of Markdown. */
export function comparedTable(results: readonly Compared[]): string {
  const rows = results.map((one) =>
    [
      one.rule,
      one.variant,
      `${(100 * one.accuracy).toFixed(1)}%`,
      points(one.accuracyDifference),
      `${(100 * one.agreement).toFixed(1)}%`,
      points(one.agreementDifference),
      `${Math.round(one.evaluations)}`,
      whole(one.evaluationsDifference),
    ].join(' | '),
  );
  return [
    'rule | samples | accuracy | difference, points (95%) | agreement with its own full grid | difference, points (95%) | evaluations | difference (95%)',
    '---|---|---|---|---|---|---|---',
    ...rows,
  ]
    .map((row) => `| ${row} |`)
    .join('\n');
}

function whole({ value, low, high }: Estimate): string {
  const [v, l, h] = [value, low, high].map((count) => `${Math.round(count)}`.replace('-', '−'));
  return `${v} (${l} to ${h})`;
}
