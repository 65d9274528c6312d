import { workspace } from 'vscode';
import { ClassificationFailure } from './failure';

const section = 'diffusionClassifier';

/** The setting's full name, for people, and its value, whatever that is. */
export function readSetting(key: string): { name: string; value: unknown } {
  return { name: `${section}.${key}`, value: workspace.getConfiguration(section).get(key) };
}

/** @param message names the setting and says what it has to be */
export function settingRefused(setting: string, message: string): ClassificationFailure {
  return new ClassificationFailure('setting-invalid', message, { setting });
}
