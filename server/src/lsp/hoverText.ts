import path from 'node:path';
import type { ClassifyResult, LabelResult } from '../protocol';
import { classifyLink, escapeMarkdown } from './markdown';

const labelsShown = 5;
const barWidth = 12;

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/** With a probability a bar and per cent; without, the rank and how far the error is behind. */
function labelLine({ label, probability, margin }: LabelResult, rank: number): string {
  const name = escapeMarkdown(label);
  if (probability !== null) {
    return `\`${bar(probability)}\` ${(100 * probability).toFixed(1)}% ${name}`;
  }
  return `${rank + 1}\\. ${name}${rank === 0 ? '' : `, error +${margin.toPrecision(2)}`}`;
}

/** The Markdown of a hover: what is known of an image, or an offer to classify it. */
export function hoverText(file: string, uri: string, result: ClassifyResult | undefined): string {
  const name = escapeMarkdown(path.basename(file));
  if (!result) return `**${name}** has not been classified. ${classifyLink('Classify it', uri)}`;
  const lines = result.labels.slice(0, labelsShown).map(labelLine);
  const evaluations = result.evaluations.toLocaleString('en');
  const notes = [
    escapeMarkdown(result.model),
    `${evaluations} evaluations`,
    ...(result.calibrated ? [] : ['not calibrated']),
    classifyLink('Classify again', uri),
  ];
  return [
    `**${name}**: **${escapeMarkdown(result.predicted)}**`,
    // Two spaces at the end of a line are a line break.
    lines.join('  \n'),
    notes.join(' · '),
  ].join('\n\n');
}
