import type { ExplainResult } from '../protocol';

/** What was found, in a line: a label is nearer only where the interval of the difference says so. */
export function explanationTitle({
  labels: [first, second],
  interval,
}: Pick<ExplainResult, 'labels' | 'interval'>): string {
  if (interval && interval[0] > 0) return `Why ${first} rather than ${second}?`;
  if (interval && interval[1] < 0) return `Why ${second} rather than ${first}?`;
  return `${first} or ${second}? Too close to say`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`;
}

/** Thirds of the region: [rows][columns], each the mean difference in it. */
function thirds({ map }: ExplainResult): number[][] {
  const { width, height, differences } = map;
  return [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) => {
      const cells = differences.filter(
        (_, cell) =>
          Math.floor((3 * (cell % width)) / width) === column &&
          Math.floor((3 * Math.floor(cell / width)) / height) === row,
      );
      return cells.reduce((sum, value) => sum + value, 0) / Math.max(1, cells.length);
    }),
  );
}

/** An explanation as people read it. */
export function explanationText(result: ExplainResult): string {
  const { image, labels, errors, difference, interval, curve, samples, model } = result;
  const [first, second] = labels;
  const range = interval ? ` (95%: ${signed(interval[0])} to ${signed(interval[1])})` : '';
  const strongest = curve.reduce((best, point) =>
    Math.abs(point.difference) > Math.abs(best.difference) ? point : best,
  );
  const speaksFor = strongest.difference >= 0 ? first : second;
  return [
    `${image}: ${explanationTitle(result)}`,
    `  error of ${first} ${errors[0].toFixed(5)}, of ${second} ${errors[1].toFixed(5)}`,
    `  difference ${signed(difference)}${range}: above zero ${first} explains the image better, below it ${second}`,
    `  largest at timesteps ${strongest.from} to ${strongest.to}, in favour of ${speaksFor}: ${signed(strongest.difference)}`,
    '  by thirds of what the model sees of the image:',
    ...thirds(result).map((row) => `  ${row.map((value) => signed(value).padStart(12)).join('')}`),
    `  ${result.evaluations} evaluations (${samples.length} samples) in ${result.seconds.toFixed(2)} s with ${model}`,
  ].join('\n');
}
