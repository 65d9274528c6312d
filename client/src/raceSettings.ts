import { l10n } from 'vscode';
import type { ClassifyOptions } from '../../server/src/protocol';
import { readSetting, settingRefused } from './readSetting';
import { eliminations, isDelta, isOneOf, racingRules } from './settingValues';

type RaceOptions = Pick<ClassifyOptions, 'elimination' | 'racing' | 'delta'>;

/** What says how labels leave a race: one of them from whoever asks goes before all settings. */
const raceOptionNames = [
  ...['elimination', 'racing', 'delta', 'minimum', 'maximum', 'undecided', 'bound'],
  ...['keep', 'stages', 'sampleSet'],
] as const;

export function namesRace(options: ClassifyOptions): boolean {
  return raceOptionNames.some((name) => name in options);
}

/**
 * How labels leave a race; nothing of it leaves that to the model.
 *
 * @throws ClassificationFailure `setting-invalid`
 */
export function raceOptions(): RaceOptions {
  const elimination = choice('elimination', eliminations);
  const racing = choice('racing', racingRules);
  const delta = errorProbability();
  // The server takes those of a race for a wish to race.
  if (elimination === 'staged' || elimination === 'none') return { elimination };
  return {
    ...(elimination && { elimination }),
    ...(racing && { racing }),
    ...(delta !== undefined && { delta }),
  };
}

function choice<T extends string>(key: string, values: readonly T[]): T | undefined {
  const { name, value = 'auto' } = readSetting(key);
  if (value === 'auto') return undefined;
  if (isOneOf(values, value)) return value;
  const expected = ['auto', ...values].join(', ');
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be one of these: {1}.', name, expected),
  );
}

/** δ: how probably a race may end with another winner than the whole grid. */
function errorProbability(): number | undefined {
  const { name, value = null } = readSetting('delta');
  if (value === null) return undefined;
  if (isDelta(value)) return value;
  throw settingRefused(
    name,
    l10n.t('The setting "{0}" must be a number above 0 and below 1, or null.', name),
  );
}
