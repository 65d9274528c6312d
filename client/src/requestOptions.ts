import type { ClassifyOptions, ExplainRequest } from '../../server/src/protocol';
import { namesRace, raceOptions } from './raceSettings';
import {
  cacheFolder,
  deviceIndices,
  imageLimits,
  modelSetting,
  noneOfThese,
  promptOptions,
  providerOrder,
  sampleBudget,
} from './settings';

/** What the settings say of every request: the model, and how it is asked. */
export interface RequestOptions {
  model?: string;
  options: ClassifyOptions;
}

/**
 * The model and the options of the settings; `options` go before them.
 *
 * @throws ClassificationFailure `setting-invalid`
 */
export function requestOptions(options: ClassifyOptions = {}): RequestOptions {
  const model = modelSetting();
  const samples = sampleBudget();
  const none = noneOfThese();
  const prompts = options.templates || options.promptSet ? {} : promptOptions();
  const race = namesRace(options) ? {} : raceOptions();
  // The server has been told of these; a wrong one is refused here as any other setting.
  for (const check of [imageLimits, providerOrder, deviceIndices, cacheFolder]) check();
  return {
    ...(model && { model }),
    options: {
      ...(samples && { samples }),
      ...(none && { noneOfThese: true }),
      ...race,
      ...prompts,
      ...options,
    },
  };
}

/** The model and, of the options of the settings, those that explaining an image knows. */
export function explainOptions(): Pick<ExplainRequest, 'model' | 'options'> {
  const { model, options } = requestOptions();
  const { samples, templates, promptSet } = options;
  return {
    ...(model && { model }),
    options: {
      ...(samples && { samples }),
      ...(templates && { templates }),
      ...(promptSet && { promptSet }),
    },
  };
}
