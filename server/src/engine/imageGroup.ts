import { setMaxListeners } from 'node:events';
import { Failure } from '../failure';
import type { Provider } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ModelFolder } from '../models';
import type { ClassifyRequest, ClassifyResult } from '../protocol';
import { allOrNone } from './allOrNone';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { GroupPlace, GroupSession, type GroupTurn } from './groupSession';
import type { Remembering } from './imageMemory';
import { imageSource } from './imageSource';
import type { ImagesControl } from './imagesControl';
import { toResult } from './result';
import { classifyShortlisted } from './shortlist';

/**
 * Images of a group that are at work at once. With eight, half of them are in the batch that is being
 * computed while the others are decoded or draw conclusions; latents take a device a while each.
 */
const mostAtOnce = { pixels: 8, latents: 2 };

export interface GroupRequest extends Omit<ClassifyRequest, 'image'> {
  limits: ImageLimits;
  provider: Provider;
  remembering: Remembering | undefined;
}

interface GroupControl extends Pick<ImagesControl, 'onAnswer'> {
  signal: AbortSignal;
  turn: GroupTurn;
}

/**
 * Classifies images one beside the other on one device, taking the next as one is done. The first is
 * alone: what is wrong with the request, or takes its time once, is met there.
 *
 * @throws Failure what every image would meet; `cancelled`.
 */
export async function classifyGroup(
  model: ModelFolder,
  request: GroupRequest,
  images: AsyncIterator<string>,
  { signal, turn, onAnswer }: GroupControl,
): Promise<void> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  // Each image at work listens at more than one place; ten are taken for a leak.
  setMaxListeners(100, stopped);
  const group = new GroupSession(model, turn, stopped);

  async function answerNext(): Promise<boolean> {
    const next = await orCancelled(images.next(), stopped);
    if (next.done) return false;
    const image = next.value;
    try {
      const result = await classifyInGroup(model, { ...request, image }, group, stopped);
      await onAnswer({ image, result });
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
      await onAnswer({ image, failure: error });
    }
    return true;
  }

  if (!(await answerNext())) return;
  const atOnce = mostAtOnce[model.vae ? 'latents' : 'pixels'];
  const answerAll = async () => {
    while (await answerNext());
  };
  await allOrNone(
    Array.from({ length: atOnce }, () => answerAll),
    stop,
  );
}

async function classifyInGroup(
  model: ModelFolder,
  request: GroupRequest & { image: string },
  group: GroupSession,
  signal: AbortSignal,
): Promise<ClassifyResult> {
  const { image, labels, options = {}, limits, provider, remembering } = request;
  const place = await GroupPlace.in(group);
  const control: ClassificationControl = {
    signal,
    onStanding: () => {},
    onStep: () => {},
    stepAside: async () => await place.present(),
  };
  const question = { source: imageSource(image), labels, options, limits, provider, remembering };
  const answer = await classifyShortlisted(model, question, control);
  const trace = options.trace ?? false;
  const { seconds } = place;
  return toResult({ ...answer, image, trace, model: model.id, provider, seconds }, answer.outcome);
}
