import { CancellationError, type CancellationToken, type Uri } from 'vscode';
import type {
  ClassifyOptions,
  ClassifyParams,
  ClassifyResult,
  LabelRequest,
  Standing,
} from '../../server/src/protocol';
import { toFailure } from './failure';
import { imageReference } from './images';
import { withNoneNamed } from './noneOfThese';
import { requestOptions } from './requestOptions';
import type { Results } from './results';
import type { Server } from './server';
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
    labels: readonly LabelRequest[],
    { options, priority, token, onStanding = () => {} }: ClassifyControl = {},
  ): Promise<ClassifyResult> {
    try {
      const answer = await untilCancelled(token, async () => {
        const params: ClassifyParams = {
          ...requestOptions(options),
          image: await imageReference(image),
          labels: [...labels],
          ...(priority && { priority }),
        };
        return this.server.classify(params, token, onStanding);
      });
      // An image that went as a data URI comes back as one: megabytes that nobody wants to keep.
      const result = withNoneNamed({ ...answer, image: image.toString() });
      // A trace is for whoever asked for it: thousands of numbers.
      const { samples: _, errors: __, ...kept } = result;
      this.results.set(image, kept);
      this.notices.tell(result.warnings);
      return result;
    } catch (error) {
      if (token?.isCancellationRequested) throw new CancellationError();
      throw toFailure(error);
    }
  }
}
