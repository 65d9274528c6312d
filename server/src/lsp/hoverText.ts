import path from 'node:path';
import type { ClassifyResult, LabelResult } from '../protocol';
import { ageText } from './ageText';
import { bytesText } from './bytesText';
import type { FileFacts } from './fileFacts';
import { hoverPicture } from './hoverPicture';
import { commandLink, escapeMarkdown } from './markdown';
import { percentage } from './percentage';
import type { Strings } from './strings';

const labelsShown = 5;
const barWidth = 12;

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

/**
 * A table, for columns without a monospaced font; the bar comes last, after what it pictures. The
 * best label is its heading: Markdown has no table without one.
 */
function probabilityTable(labels: readonly LabelResult[], strings: Strings): string {
  const rows = labels.map(({ label, probability }) => {
    const share = probability ?? 0;
    const figure = percentage(share, strings).replace(/^[<>]/, '\\$&');
    return `| ${escapeMarkdown(label)} | ${figure} | \`${bar(share)}\` |`;
  });
  return [rows[0], '|:--|--:|:--|', ...rows.slice(1)].join('\n');
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

/** The image that a hover is about. */
export interface HoverImage {
  file: string;
  /** What links and the picture lead to; undefined for a client that cannot have any. */
  uri: string | undefined;
  facts: FileFacts | undefined;
}

/** "1,024 × 768", "114 kB". */
function factNotes(facts: FileFacts | undefined, strings: Strings): string[] {
  if (!facts) return [];
  const { bytes, size } = facts;
  const side = (pixels: number): string => pixels.toLocaleString(strings.numbers);
  const sides = size ? [`${side(size.width)} × ${side(size.height)}`] : [];
  return [...sides, bytesText(bytes, strings)];
}

function links(uri: string, result: ClassifyResult, strings: Strings): string {
  return [
    commandLink(strings.classifyAgain, 'classifyImage', uri),
    commandLink(strings.classifyWith, 'classifyImageWith', uri),
    // It takes two labels to explain one of them.
    ...(result.labels.length > 1 ? [commandLink(strings.explain, 'explainImage', uri)] : []),
  ].join(' · ');
}

function offer(uri: string | undefined, strings: Strings): string {
  if (uri === undefined) return strings.codeAction;
  const now = commandLink(strings.classify, 'classifyImage', uri);
  return `${now} · ${commandLink(strings.classifyWith, 'classifyImageWith', uri)}`;
}

function labelsText({ labels, calibrated }: ClassifyResult, strings: Strings): string {
  const shown = labels.slice(0, labelsShown);
  if (calibrated) return probabilityTable(shown, strings);
  // Two spaces at the end of a line are a line break.
  return shown.map((label, rank) => rankLine(label, rank, strings)).join('  \n');
}

function resultNotes(result: ClassifyResult, strings: Strings, now: number): string[] {
  return [
    escapeMarkdown(result.model),
    strings.evaluations(result.evaluations.toLocaleString(strings.numbers)),
    ...(result.calibrated ? [] : [strings.notCalibrated]),
    ...(result.classified === undefined ? [] : [ageText(result.classified, now, strings)]),
  ];
}

/**
 * The Markdown of a hover: what is known of an image, or an offer to classify it.
 *
 * @param now milliseconds since 1970.
 */
export function hoverText(
  { file, uri, facts }: HoverImage,
  result: ClassifyResult | undefined,
  strings: Strings,
  now: number,
): string {
  const name = escapeMarkdown(path.basename(file));
  const picture = uri === undefined ? undefined : hoverPicture(file, uri, facts?.size);
  const notes = [
    ...factNotes(facts, strings),
    ...(result ? resultNotes(result, strings, now) : []),
  ];
  // What fits into the 250 pixels of a hover comes first; the links can be scrolled to.
  const parts = [
    result
      ? strings.classified(name, escapeMarkdown(result.predicted))
      : strings.notClassified(name, offer(uri, strings)),
    picture,
    result && labelsText(result, strings),
    notes.length > 0 ? notes.join(' · ') : undefined,
    result && uri !== undefined ? links(uri, result, strings) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
