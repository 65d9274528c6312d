import { l10n } from 'vscode';
import type { ClassifyOptions, Provider } from '../../server/src/protocol';
import { readSetting, settingRefused } from './readSetting';
import {
  isAbsolutePath,
  isDeviceList,
  isLabelList,
  isLimit,
  isModelName,
  isProviderList,
  isSampleBudget,
  isTemplateList,
  maxLimits,
} from './settingValues';

/**
 * The labels that are proposed where none have been used yet.
 *
 * @throws ClassificationFailure `setting-invalid`, as the other settings
 */
export function defaultLabels(): string[] {
  const { name, value = [] } = readSetting('labels');
  if (isLabelList(value)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be a list of labels, each a text that is not empty.', name),
  );
}

/** Samples a label gets at most; undefined leaves it to the model. */
export function sampleBudget(): number | undefined {
  const { name, value } = readSetting('samples');
  if (value === undefined || value === null) return undefined;
  if (isSampleBudget(value)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be a whole number from 1 to 1,000,000, or null.', name),
  );
}

/** Whether "none of these" may be an answer. */
export function noneOfThese(): boolean {
  const { name, value = false } = readSetting('noneOfThese');
  if (typeof value === 'boolean') return value;
  throw settingRefused(name, l10n.t('The setting "{0}" must be true or false.', name));
}

/** Whether the explorer shows the labels of classified images. */
export function showsLabels(): boolean {
  return readSetting('explorer.showLabels').value !== false;
}

/** Whether names of images in documents have hovers. */
export function hasHovers(): boolean {
  return readSetting('hover.enabled').value !== false;
}

/** Id, absolute path or `file:` URI of the model; undefined is the bundled one. */
export function modelSetting(): string | undefined {
  const { name, value = '' } = readSetting('model');
  const model = typeof value === 'string' ? value.trim() : undefined;
  if (model === '') return undefined;
  if (model !== undefined && isModelName(model)) return model;
  throw settingRefused(
    name,
    l10n.t(
      'The setting "{0}" must be the id of a model, or the absolute path or file: URI of a model folder; it is {1}.',
      name,
      JSON.stringify(value),
    ),
  );
}

/** What the setting names; undefined also where it is not valid, as that keeps nobody from choosing. */
export function modelInUse(): string | undefined {
  try {
    return modelSetting();
  } catch {
    return undefined;
  }
}

/** What makes prompts of labels; nothing of it leaves that to the model. */
export function promptOptions(): Pick<ClassifyOptions, 'templates' | 'promptSet'> {
  const { name, value: templates = [] } = readSetting('templates');
  const { name: setName, value: promptSet = '' } = readSetting('promptSet');
  if (!isTemplateList(templates)) {
    throw settingRefused(
      name,
      l10n.t(
        'The setting "{0}" must be a list of texts, each with {} where the label goes: "a photo of a {}".',
        name,
      ),
    );
  }
  if (typeof promptSet !== 'string') {
    throw settingRefused(
      setName,
      l10n.t('The setting "{0}" must be the name of a prompt set.', setName),
    );
  }
  if (promptSet && templates.length > 0) {
    throw settingRefused(
      name,
      l10n.t('The settings "{0}" and "{1}" exclude each other: clear one of them.', name, setName),
    );
  }
  return { ...(templates.length > 0 && { templates }), ...(promptSet && { promptSet }) };
}

/** In the order in which they are tried; none leaves it to the platform. */
export function providerOrder(): Provider[] {
  const { name, value = [] } = readSetting('providers');
  if (isProviderList(value)) return value;
  throw settingRefused(
    name,
    l10n.t(
      'The setting "{0}" must be a list of providers: cpu, cuda, tensorrt, webgpu, dml, coreml.',
      name,
    ),
  );
}

/** Indices of the GPUs to use; none is the first. */
export function deviceIndices(): number[] {
  const { name, value = [] } = readSetting('devices');
  if (isDeviceList(value)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be a list of whole numbers from 0 to 1,023.', name),
  );
}

/** Absolute path of the folder that results are kept in; undefined is that of the system. */
export function cacheFolder(): string | undefined {
  const { name, value = '' } = readSetting('cacheFolder');
  if (value === '') return undefined;
  if (isAbsolutePath(value)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be the absolute path of a folder, or empty.', name),
  );
}

/** What an image may ask for: its file's size in 10^6 bytes, its 10^6 pixels, the time it takes. */
export function imageLimits(): { megabytes: number; megapixels: number; seconds: number } {
  return {
    megabytes: limit('megabytes'),
    megapixels: limit('megapixels'),
    seconds: limit('seconds'),
  };
}

function limit(key: keyof typeof maxLimits): number {
  const { name, value } = readSetting(`limits.${key}`);
  const maximum = maxLimits[key];
  if (isLimit(value, maximum)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be a number above 0, and {1} at most.', name, maximum),
  );
}
