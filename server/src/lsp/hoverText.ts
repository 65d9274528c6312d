import path from 'node:path';
import type { ClassifyResult, LabelResult } from '../protocol';
import { classifyLink, escapeMarkdown } from './markdown';
import type { Strings } from './strings';

const labelsShown = 5;
const barWidth = 12;

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/** With a probability a bar and per cent; without, the rank and how far the error is behind. */
function labelLine(
  { label, probability, margin }: LabelResult,
  rank: number,
  strings: Strings,
): string {
  const name = escapeMarkdown(label);
  if (probability !== null) {
    const percentage = probability.toLocaleString(strings.numbers, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    return `\`${bar(probability)}\` ${percentage} ${name}`;
  }
  const behind = margin.toLocaleString(strings.numbers, {
    minimumSignificantDigits: 2,
    maximumSignificantDigits: 2,
  });
  return `${rank + 1}\\. ${rank === 0 ? name : strings.behind(name, behind)}`;
}

/** The Markdown of a hover: what is known of an image, or an offer to classify it. */
export function hoverText(
  file: string,
  uri: string,
  result: ClassifyResult | undefined,
  strings: Strings,
): string {
  const name = escapeMarkdown(path.basename(file));
  if (!result) return strings.notClassified(name, classifyLink(strings.classify, uri));
  const lines = result.labels
    .slice(0, labelsShown)
    .map((label, rank) => labelLine(label, rank, strings));
  const notes = [
    escapeMarkdown(result.model),
    strings.evaluations(result.evaluations.toLocaleString(strings.numbers)),
    ...(result.calibrated ? [] : [strings.notCalibrated]),
    classifyLink(strings.classifyAgain, uri),
  ];
  return [
    strings.classified(name, escapeMarkdown(result.predicted)),
    // Two spaces at the end of a line are a line break.
    lines.join('  \n'),
    notes.join(' · '),
  ].join('\n\n');
}
