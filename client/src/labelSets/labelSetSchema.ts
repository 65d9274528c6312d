/** What label sets of settings and files have to be. Imported on demand: zod takes 20 ms to load. */
import { l10n } from 'vscode';
import * as z from 'zod';
import type { LabelRequest } from '../../../server/src/protocol';
import { listText } from '../listText';
import { type LabelSet, labelNames } from './labelSet';
import { findLabelProblem } from './labels';

/** As those of the server. */
const longestText = 2_000;
const mostLabels = 100_000;
const mostPrompts = 1_000;

const text = z.string().trim().min(1).max(longestText);
const template = text.includes('{}');

const labelWithMore = z.strictObject({
  label: text,
  prompts: z.array(text).min(1).max(mostPrompts).optional(),
  prior: z.number().positive().finite().optional(),
});
const labels = z.array(z.union([text, labelWithMore])).max(mostLabels);

const labelSet = z.strictObject({
  $schema: z.string().optional(),
  name: text.optional(),
  labels,
  templates: z.array(template).min(1).max(mostPrompts).optional(),
});

/** What a file or setting holds: a label set, or what is wrong with it, for people. */
export type CheckedLabelSet =
  | { set: Omit<LabelSet, 'source'>; problem?: never }
  | { problem: string; set?: never };

/** Checks a list of labels, or an object with them in `labels`. */
export function checkLabelSet(value: unknown): CheckedLabelSet {
  const parsed = labelSet.safeParse(Array.isArray(value) ? { labels: value } : value);
  if (!parsed.success) return { problem: issueText(parsed.error.issues[0]!) };
  const { name, labels, templates } = parsed.data;
  const problem = labelsProblem(labels as LabelRequest[]);
  if (problem !== undefined) return { problem };
  return {
    set: {
      labels: labels as LabelRequest[],
      ...(name !== undefined && { name }),
      ...(templates && { templates }),
    },
  };
}

function labelsProblem(labels: readonly LabelRequest[]): string | undefined {
  const problem = findLabelProblem(labelNames(labels));
  if (problem?.kind === 'too-few') return l10n.t('Expected at least two labels.');
  if (problem) return l10n.t('The label "{0}" is listed twice.', problem.label);
  const weighted = labels.filter((each) => typeof each !== 'string' && each.prior !== undefined);
  return weighted.length > 0 && weighted.length < labels.length
    ? l10n.t('Only some labels have a prior: give one to all of them, or to none.')
    : undefined;
}

/** Where something is wrong, and what is expected there. */
function issueText({ path, code, ...issue }: z.core.$ZodIssue): string {
  const where = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    const key = [where, issue.keys[0]].filter(Boolean).join('.');
    const known = path.length === 0 ? labelSet : labelWithMore;
    const expected = listText(Object.keys(known.shape).filter((each) => each !== '$schema'));
    return l10n.t('"{0}" is not known here. Expected: {1}.', key, expected);
  }
  if (path.length === 0) {
    return l10n.t('Expected a list of labels, or an object with a list "labels".');
  }
  if (path[0] === 'templates') {
    return l10n.t(
      '{0} is not valid: expected texts with {} where the label goes, such as "a photo of a {}".',
      where,
    );
  }
  if (path[0] === 'labels') {
    return l10n.t(
      '{0} is not valid: expected a text, or an object with "label" and, if need be, "prompts" (texts) and "prior" (a number above 0).',
      where,
    );
  }
  return l10n.t('{0} is not valid: expected a text.', where);
}
