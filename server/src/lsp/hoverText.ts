import path from 'node:path';
import type { ClassifyResult, LabelResult } from '../protocol';
import { classifyLink, escapeMarkdown } from './markdown';
import { percentage } from './percentage';
import type { Strings } from './strings';

const labelsShown = 5;
const barWidth = 12;

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/** A table, for columns without a monospaced font; the bar comes last, after what it pictures. */
function probabilityTable(labels: readonly LabelResult[], strings: Strings): string {
  const rows = labels.map(({ label, probability }) => {
    const share = probability ?? 0;
    const figure = percentage(share, strings).replace(/^[<>]/, '\\$&');
    return `| ${escapeMarkdown(label)} | ${figure} | \`${bar(share)}\` |`;
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

/**
 * The Markdown of a hover: what is known of an image, or an offer to classify it.
 *
 * @param uri What a link classifies; undefined for a client that cannot run one.
 */
export function hoverText(
  file: string,
  uri: string | undefined,
  result: ClassifyResult | undefined,
  strings: Strings,
): string {
  const name = escapeMarkdown(path.basename(file));
  if (!result) {
    const offer = uri === undefined ? strings.codeAction : classifyLink(strings.classify, uri);
    return strings.notClassified(name, offer);
  }
  const labels = result.labels.slice(0, labelsShown);
  const notes = [
    escapeMarkdown(result.model),
    strings.evaluations(result.evaluations.toLocaleString(strings.numbers)),
    ...(result.calibrated ? [] : [strings.notCalibrated]),
    ...(uri === undefined ? [] : [classifyLink(strings.classifyAgain, uri)]),
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
