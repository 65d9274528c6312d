import type { LabelRequest } from '../../../server/src/protocol';

/** Where a label set is kept: under its name in the settings, or in a file of its own. */
export type LabelSetSource = { kind: 'setting'; name: string } | { kind: 'file'; uri: string };

/** Labels that an image is compared with. Plain data, as the workspace remembers it. */
export interface LabelSet {
  /** What people call it; typed lists have no name. */
  name?: string;
  labels: readonly LabelRequest[];
  /** What makes prompts of its labels, in place of the setting `templates`. */
  templates?: readonly string[];
  /** Missing for what was typed. */
  source?: LabelSetSource;
}

/** The text that people know a label by. */
export function labelName(label: LabelRequest): string {
  return typeof label === 'string' ? label : label.label;
}

export function labelNames(labels: readonly LabelRequest[]): string[] {
  return labels.map(labelName);
}
