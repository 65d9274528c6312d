import { wilsonInterval } from '../method';

/** How often the right label is among the first `keep`, with Wilson's 95% interval. */
export interface RecallRow {
  keep: number;
  recall: number;
  low: number;
  high: number;
}

export interface RecallReport {
  images: number;
  labels: number;
  rows: RecallRow[];
  /** The smallest number of labels whose interval lies above the recall that is asked for. */
  chosen: RecallRow | undefined;
}

/**
 * Recall at every number of labels. The right labels' ranks are nested (who is among the first three
 * is among the first four), so that choosing among all numbers is no more often wrong than one
 * interval is: 2.5%.
 *
 * @param ranks of the right labels, from 0, one an image; at least one.
 * @param labels that were ranked.
 * @param wanted in 0..1. All labels are no shortlist: they are never chosen.
 */
export function recallReport(
  ranks: readonly number[],
  labels: number,
  wanted: number,
): RecallReport {
  const images = ranks.length;
  const ofRank = new Array<number>(labels).fill(0);
  for (const rank of ranks) ofRank[rank]! += 1;
  let found = 0;
  const rows = ofRank.map((count, rank) => {
    found += count;
    const [low, high] = wilsonInterval(found, images);
    return { keep: rank + 1, recall: found / images, low, high };
  });
  const chosen = rows.slice(0, -1).find(({ low }) => low >= wanted);
  return { images, labels, rows, chosen };
}

/** The fewest images that can show a recall: with every one right, z² · recall / (1 - recall). */
export function fewestImages(wanted: number): number {
  let images = 1;
  while (wilsonInterval(images, images)[0] < wanted) images += 1;
  return images;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Shown of many labels: the first ten, then 20, 50, 100, 200, ... */
function isShown(keep: number): boolean {
  return keep <= 10 || /^[125]0+$/.test(String(keep));
}

/** A report as people read it. */
export function recallText({ rows, chosen, images, labels }: RecallReport, model: string): string {
  const shown = rows.filter((row) => row === chosen || isShown(row.keep));
  return [
    `${model}: ${images} images, ${labels} labels`,
    '  kept     right label among them',
    ...shown.map(({ keep, recall, low, high }) => {
      const mark = keep === chosen?.keep ? '   <' : '';
      return `  ${String(keep).padStart(4)}     ${percent(recall).padStart(6)} (95%: ${percent(low)} to ${percent(high)})${mark}`;
    }),
  ].join('\n');
}
