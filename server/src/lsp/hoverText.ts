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

/** To a tenth, but never a bare 0% or 100%, which nothing here earns. */
function percentage(share: number, strings: Strings): string {
  const shown = Math.min(Math.max(share, 0.001), 0.999);
  const sign = share > 0.9995 ? '\\>' : share < 0.0005 ? '\\<' : '';
  const digits = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return sign + shown.toLocaleString(strings.numbers, digits);
}

/** A table, for columns without a monospaced font; the bar comes last, after what it pictures. */
function probabilityTable(labels: readonly LabelResult[], strings: Strings): string {
  const rows = labels.map(({ label, probability }) => {
    const share = probability ?? 0;
    return `| ${escapeMarkdown(label)} | ${percentage(share, strings)} | \`${bar(share)}\` |`;
  });
  return ['| | | |', '|:--|--:|:--|', ...rows].join('\n');
}

/** The rank, and how far the error is behind. */
function rankLine({ label, margin }: LabelResult, rank: number, strings: Strings): string {
  const name = escapeMarkdown(label);
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
  const labels = result.labels.slice(0, labelsShown);
  const notes = [
    escapeMarkdown(result.model),
    strings.evaluations(result.evaluations.toLocaleString(strings.numbers)),
    ...(result.calibrated ? [] : [strings.notCalibrated]),
    classifyLink(strings.classifyAgain, uri),
  ];
  return [
    strings.classified(name, escapeMarkdown(result.predicted)),
    result.calibrated
      ? probabilityTable(labels, strings)
      : // Two spaces at the end of a line are a line break.
        labels.map((label, rank) => rankLine(label, rank, strings)).join('  \n'),
    notes.join(' · '),
  ].join('\n\n');
}
