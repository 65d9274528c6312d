import type { Control, Engine } from '../engine';
import { Failure, type FailureCode } from '../failure';
import type { ModelFolder } from '../models';
import type { FailedGroup, MatchGroup, MatchRequest } from '../protocol';
import { type GroupAnswer, matchGroup, type PairQuestion } from './matchGroup';
import { matchingSamples } from './matchingSamples';
import { referenceCaptions } from './references';

export interface MatchingControl extends Pick<Control, 'signal' | 'priority'> {
  /** How far the group at hand is, in 0..1. */
  onShare?(group: MatchGroup, share: number): void;
}

/** A group that could not be matched. */
export interface GroupFailure {
  failed: FailedGroup;
}

/** Failures of a group's own images and captions; the groups after it may do better. */
const ownCodes: readonly FailureCode[] = ['label-unknown', 'labels-invalid'];

function isOwn({ code }: Failure): boolean {
  return code.startsWith('image-') || ownCodes.includes(code);
}

/** @throws Failure `options-invalid` for a model that was not trained without labels. */
function checkReferences(
  { references }: NonNullable<MatchRequest['options']>,
  { id, vocabulary, classifier }: ModelFolder,
): void {
  if (references !== 'unconditional') return;
  if (vocabulary === 'open' || classifier.unconditional !== undefined) return;
  throw new Failure(
    'options-invalid',
    `References "unconditional" ask model ${id} what it sees without a caption, but its classifier.json names no class index for that ("unconditional"): give a number of captions.`,
    { model: id },
  );
}

/**
 * Matches the groups one after the other; each comes as it is done. What is wrong with one group is
 * its answer.
 *
 * @throws Failure what every group would meet; `cancelled`. What was computed stays in the error store.
 */
export async function* matchGroups(
  engine: Pick<Engine, 'evaluate'>,
  model: ModelFolder,
  groups: readonly MatchGroup[],
  request: Pick<MatchRequest, 'model' | 'options'>,
  { signal, priority, onShare }: MatchingControl,
): AsyncGenerator<GroupAnswer | GroupFailure> {
  const { references, loss, samples: _, ...options } = request.options ?? {};
  checkReferences({ references }, model);
  const others =
    typeof references === 'number'
      ? referenceCaptions(groups, references, options.seed ?? 0)
      : () => references;
  const question: Omit<PairQuestion, 'references'> = {
    model: request.model,
    options,
    loss: loss ?? model.classifier.loss,
    samples: matchingSamples(request.options ?? {}, model),
  };
  for (const group of groups) {
    try {
      yield await matchGroup(
        engine,
        group,
        { ...question, references: others(group) },
        { signal, priority, onShare: (share) => onShare?.(group, share) },
      );
    } catch (error) {
      if (!(error instanceof Failure) || !isOwn(error)) throw error;
      const { code, message } = error;
      yield { failed: { ...group, failure: { code, message } } };
    }
  }
}
