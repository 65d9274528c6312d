import { ConfigurationTarget, workspace } from 'vscode';
import type { LabelSet, LabelSetSource } from './labelSet';

/** The setting with named label sets: a list of labels, or an object with more, by name. */
const section = 'diffusionClassifier';
const key = 'labelSets';
export const labelSetsSetting = `${section}.${key}`;

export type SettingPlace = 'user' | 'workspace';

/** All sets of the setting, whatever they are, by name; undefined where it is no object. */
export function settingSets(): Record<string, unknown> | undefined {
  return asRecord(workspace.getConfiguration(section).get(key) ?? {});
}

/** Those of the person, or of the workspace alone. */
export function settingSetsOf(place: SettingPlace): Record<string, unknown> {
  const values = workspace.getConfiguration(section).inspect(key);
  return asRecord(place === 'user' ? values?.globalValue : values?.workspaceValue) ?? {};
}

/** Adds a set under a name, in the place of one that has it. */
export async function writeSettingSet(
  place: SettingPlace,
  name: string,
  { labels, templates }: LabelSet,
): Promise<LabelSetSource> {
  const value = templates ? { labels, templates } : labels;
  const target = place === 'user' ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  const sets = { ...settingSetsOf(place), [name]: value };
  await workspace.getConfiguration(section).update(key, sets, target);
  return { kind: 'setting', name };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? { ...value } : undefined;
}
