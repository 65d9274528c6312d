import type { Figure } from '../parts/part';

/** As many decimals as a figure of this size deserves. */
function decimalsFor(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

function numberText(value: number, decimals: number): string {
  if (value !== 0 && Math.abs(value) < 0.005) return value.toExponential(1);
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString('en', options);
}

/** "0.96 s (0.88 to 1.02)". */
export function figureText({ value, unit, interval }: Figure): string {
  const decimals = decimalsFor(value);
  const text = (one: number) => numberText(one, decimals);
  const amount = unit === '%' ? `${text(value)}%` : `${text(value)} ${unit}`.trim();
  // Where every value was the same there is nothing to be said of it.
  if (!interval || interval.low === interval.high) return amount;
  return `${amount} (${text(interval.low)} to ${text(interval.high)})`;
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** What the brackets of a table hold: "95% Wilson of 400 values". */
export function intervalNote(figures: readonly Figure[]): string {
  const kinds = unique(figures.flatMap(({ interval }) => interval?.kind ?? []));
  const notes = kinds.map((kind) => {
    const counts = figures.filter(({ interval }) => interval?.kind === kind).map(({ n }) => n);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return `${kind} of ${least === most ? least : `${least} to ${most}`} values`;
  });
  return notes.length > 0 ? `In brackets: ${notes.join('; ')}.` : '';
}

/** A row for each subject, a column for each measure, in the order in which they come. */
export function markdownTable(figures: readonly Figure[]): string {
  const measures = unique(figures.map(({ measure }) => measure));
  const isPredicted = figures.some(({ predicted }) => predicted !== undefined);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const header = ['', ...(isPredicted ? ['predicted'] : []), ...measures];
  const rows = unique(figures.map(({ subject }) => subject)).map((subject) => {
    const own = figures.filter((figure) => figure.subject === subject);
    const predicted = own.flatMap((figure) => figure.predicted ?? []).join('; ');
    const cells = measures.map((measure) => {
      const figure = own.find((one) => one.measure === measure);
      return figure ? figureText(figure) : '';
    });
    return row([subject, ...(isPredicted ? [predicted] : []), ...cells]);
  });
  return [row(header), row(header.map(() => '---')), ...rows].join('\n');
}
