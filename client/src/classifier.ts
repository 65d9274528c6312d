import { CancellationError, type CancellationToken, type Uri } from 'vscode';
import type {
  ClassifyOptions,
  ClassifyParams,
  ClassifyResult,
  Standing,
} from '../../server/src/protocol';
import { toFailure } from './failure';
import { imageReference } from './images';
import { withNoneNamed } from './noneOfThese';
import type { Results } from './results';
import type { Server } from './server';
import {
  deviceIndices,
  imageLimits,
  modelSetting,
  noneOfThese,
  promptOptions,
  providerOrder,
  sampleBudget,
} from './settings';
import { untilCancelled } from './untilCancelled';
import type { WarningNotices } from './warningNotices';

interface ClassifyControl {
  options?: ClassifyOptions | undefined;
  /** Background work gives way to what people wait for. Default: `interactive`. */
  priority?: ClassifyParams['priority'];
  token?: CancellationToken | undefined;
  /** Called after every batch. */
  onStanding?: (standing: Standing) => void;
}

/** Classifies images by the settings and keeps the results. */
export class Classifier {
  constructor(
    private readonly server: Server,
    private readonly results: Results,
    private readonly notices: WarningNotices,
  ) {}

  /** @throws ClassificationFailure, or CancellationError when the token was cancelled. */
  async classify(
    image: Uri,
    labels: readonly string[],
    { options, priority, token, onStanding = () => {} }: ClassifyControl = {},
  ): Promise<ClassifyResult> {
    try {
      const answer = await untilCancelled(token, async () => {
        const params = {
          ...(await classifyParams(image, labels, options)),
          ...(priority && { priority }),
        };
        return this.server.classify(params, token, onStanding);
      });
      // An image that went as a data URI comes back as one: megabytes that nobody wants to keep.
      const result = withNoneNamed({ ...answer, image: image.toString() });
      this.results.set(image, result);
      this.notices.tell(result.warnings);
      return result;
    } catch (error) {
      if (token?.isCancellationRequested) throw new CancellationError();
      throw toFailure(error);
    }
  }
}

async function classifyParams(
  image: Uri,
  labels: readonly string[],
  options: ClassifyOptions = {},
): Promise<ClassifyParams> {
  const model = modelSetting();
  const samples = sampleBudget();
  const none = noneOfThese();
  const prompts = options.templates || options.promptSet ? {} : promptOptions();
  // The server has been told of these; a wrong one is refused here as any other setting.
  for (const check of [imageLimits, providerOrder, deviceIndices]) check();
  return {
    image: await imageReference(image),
    labels: [...labels],
    ...(model && { model }),
    options: {
      ...(samples && { samples }),
      ...(none && { noneOfThese: true }),
      ...prompts,
      ...options,
    },
  };
}
