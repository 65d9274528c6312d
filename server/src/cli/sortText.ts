import type { SortSummary, SortWay, StayReason, UndoSummary } from '../protocol';
import { countText } from './quantities';

const done: Record<SortWay, string> = {
  copy: 'copied',
  move: 'moved',
  link: 'linked',
  hardLink: 'linked (hard)',
};

const reasons: Record<StayReason, string> = {
  failed: 'not classified',
  uncertain: 'uncertain',
  notReviewed: 'not reviewed',
  inPlace: "in its label's folder already",
  sorted: 'sorted before',
  changed: 'changed since it was classified',
  missing: 'gone',
  outside: 'outside of the folder',
  isLink: 'a link, which cannot be moved',
  error: 'refused by the file system',
};

export function imagesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'image' : 'images'}`;
}

/** @param dryRun whether nothing was done. */
export function sortText(summary: SortSummary, dryRun: boolean): string {
  const { images, folder, to, way, labels, renamed, stay, hardLinked, log } = summary;
  const names = labels.map(({ label, folder: name }) => {
    const isOther = label !== null && label !== name;
    return { name: isOther ? `${name}  (${label})` : name, label };
  });
  const width = Math.max(0, ...names.map(({ name }) => name.length));
  const would = dryRun ? 'would be ' : '';
  const lines = [
    `${imagesText(images)} of ${folder} ${would}${done[way]} to ${to}${images > 0 ? ':' : ''}`,
    ...labels.map(
      (label, i) => `  ${names[i]!.name.padEnd(width)}  ${countText(label.images).padStart(7)}`,
    ),
  ];
  if (renamed > 0) lines.push(`${imagesText(renamed)} got another name, as theirs was taken.`);
  if (hardLinked) lines.push('The system refused symbolic links: hard links were made instead.');
  const staying = Object.entries(stay) as [StayReason, number][];
  for (const [reason, count] of staying) {
    lines.push(`${imagesText(count)} ${count === 1 ? 'stays' : 'stay'}: ${reasons[reason]}.`);
  }
  if (log !== undefined && images > 0) {
    lines.push(`To undo: diffusion-classifier sort --undo ${JSON.stringify(log)}`);
  }
  return lines.join('\n');
}

export function undoText({ restored, left }: UndoSummary): string {
  const rest = left === 0 ? '' : ` ${imagesText(left)} could not be brought back.`;
  return `${imagesText(restored)} ${restored === 1 ? 'is as it was' : 'are as they were'}.${rest}`;
}
