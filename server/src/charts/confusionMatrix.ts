import type { TopLevelSpec } from 'vega-lite';

/** Images of a label for which another one, or the same, was predicted. */
export interface ConfusionCell {
  truth: string;
  predicted: string;
  images: number;
}

/** Pixels of the square; cells are no smaller than 4, however many labels there are. */
const side = 760;
const smallestCell = 4;
const largestCell = 42;

/** Of a cell in pixels: room for three digits, and for a name beside it. */
const roomForNumber = 24;
const roomForName = 9;

/** More make a picture of cells that nobody can see: those with the most mistakes are shown. */
const mostLabels = 190;

/** Labels by the images that were wrongly taken for them or for another, in the order of `labels`. */
function mostConfused(cells: readonly ConfusionCell[], labels: readonly string[]): string[] {
  const mistakes = new Map(labels.map((label) => [label, 0]));
  for (const { truth, predicted, images } of cells) {
    if (truth === predicted) continue;
    for (const label of [truth, predicted]) {
      const before = mistakes.get(label);
      if (before !== undefined) mistakes.set(label, before + images);
    }
  }
  const ordered = [...labels].sort((a, b) => mistakes.get(b)! - mistakes.get(a)!);
  const shown = new Set(ordered.slice(0, mostLabels));
  return labels.filter((label) => shown.has(label));
}

/**
 * What was predicted (across) for the images of each label (down). Colours are shares of a label's
 * images, on a scale of square roots, since most confusions are rare; numbers are images, where they
 * have room. Of more than {@link mostLabels} labels those with the most mistakes are shown.
 *
 * @param labels in the order of the axes; what was predicted beside them comes after them.
 */
export function confusionMatrix(
  cells: readonly ConfusionCell[],
  labels: readonly string[],
  { title, subtitle }: { title: string; subtitle: string },
): TopLevelSpec {
  const down = labels.length > mostLabels ? mostConfused(cells, labels) : [...labels];
  const shown = new Set(down);
  const known = new Set(labels);
  const beside = cells.map(({ predicted }) => predicted).filter((label) => !known.has(label));
  const across = [...down, ...new Set(beside)];
  const part = down.length < labels.length;
  const support = new Map<string, number>();
  for (const { truth, images } of cells) support.set(truth, (support.get(truth) ?? 0) + images);
  const values = cells
    .filter(
      ({ truth, predicted }) => shown.has(truth) && (shown.has(predicted) || !known.has(predicted)),
    )
    .map((cell) => ({ ...cell, share: cell.images / support.get(cell.truth)! }));
  const cell = Math.min(largestCell, Math.max(smallestCell, Math.floor(side / across.length)));
  const names = {
    labelFontSize: Math.min(12, Math.max(roomForName, cell - 1)),
    labelLimit: 240,
    labelOverlap: cell < roomForName,
    ticks: false,
    domain: false,
    grid: false,
  };
  const x = {
    field: 'predicted',
    type: 'nominal' as const,
    scale: { domain: across },
    axis: { ...names, title: 'predicted', labelAngle: -90 },
  };
  const y = {
    field: 'truth',
    type: 'nominal' as const,
    scale: { domain: down },
    axis: { ...names, title: 'right label' },
  };
  return {
    title: {
      text: title,
      subtitle: part
        ? [subtitle, `the ${down.length} of ${labels.length} labels with the most mistakes`]
        : subtitle,
    },
    data: { values },
    width: { step: cell },
    height: { step: cell },
    view: { stroke: '#e6e6e6' },
    encoding: { x, y },
    layer: [
      {
        mark: { type: 'rect', aria: cell >= roomForNumber },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { type: 'sqrt', domain: [0, 1], scheme: 'blues' },
            legend: { format: '.0%', title: 'share of the label', values: [0, 0.05, 0.2, 0.5, 1] },
          },
        },
      },
      ...(cell < roomForNumber
        ? []
        : [
            {
              mark: { type: 'text' as const, fontSize: Math.min(13, cell / 2.6), aria: false },
              encoding: {
                text: { field: 'images', type: 'quantitative' as const },
                color: {
                  condition: { test: 'datum.share > 0.3', value: 'white' },
                  value: '#1a1a1a',
                },
              },
            },
          ]),
    ],
  };
}
