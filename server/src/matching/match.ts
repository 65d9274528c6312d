import type { Engine } from '../engine';
import { Failure } from '../failure';
import { findModel } from '../models';
import type {
  FailedGroup,
  MatchedGroup,
  MatchGroup,
  MatchProgress,
  MatchReport,
  MatchRequest,
} from '../protocol';
import { type MatchingControl, matchGroups } from './matchGroups';
import { matchingSamples } from './matchingSamples';
import { matchScoresByTag } from './matchScoresByTag';
import { readGroups } from './readGroups';

export interface MatchControl extends Omit<MatchingControl, 'onShare'> {
  /** After every group. */
  onGroup?(progress: MatchProgress): void;
  /** How many groups are done, the share of the one at hand with them, and which that is. */
  onShare?(done: number, total: number, group: MatchGroup): void;
}

/** What matching came to; where it was cancelled, of the groups that were done. */
export interface Matched {
  report: MatchReport;
  /** Groups that there are. */
  total: number;
  isCancelled: boolean;
}

/**
 * Matches the groups of a file and scores what came of them. What is wrong with one group is told of
 * it alone.
 *
 * @throws Failure `file-not-readable`, `options-invalid`, and what every group would meet.
 */
export async function match(
  engine: Pick<Engine, 'evaluate'>,
  request: MatchRequest,
  { onGroup, onShare, ...control }: MatchControl,
): Promise<Matched> {
  const began = performance.now();
  const { options = {} } = request;
  const model = await findModel(request.model);
  const samples = matchingSamples(options, model);
  const groups = await readGroups(request.source);
  const total = groups.length;
  const matched: MatchedGroup[] = [];
  const failures: FailedGroup[] = [];
  const cost = { evaluations: 0, remembered: 0 };
  const warnings = new Map<string, MatchReport['warnings'][number]>();
  let provider: MatchReport['provider'] = null;
  let isCancelled = false;
  const done = () => matched.length + failures.length;
  try {
    const answers = matchGroups(engine, model, groups, request, {
      ...control,
      onShare: (group, share) => onShare?.(done() + share, total, group),
    });
    for await (const answer of answers) {
      if ('failed' in answer) {
        failures.push(answer.failed);
        onGroup?.({ done: done(), total, group: answer.failed });
        continue;
      }
      matched.push(answer.group);
      provider = answer.provider;
      cost.evaluations += answer.evaluations;
      cost.remembered += answer.remembered;
      for (const warning of answer.warnings) warnings.set(warning.message, warning);
      onGroup?.({ done: done(), total, group: answer.group });
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cancelled') throw error;
    isCancelled = true;
  }
  const report: MatchReport = {
    source: request.source,
    model: model.id,
    provider,
    loss: options.loss ?? model.classifier.loss,
    sampleSet: options.sampleSet ?? 'product',
    seed: options.seed ?? 0,
    samples: samples.length,
    references: options.references ?? null,
    scores: matchScoresByTag(matched),
    groups: matched,
    failures,
    ...cost,
    seconds: (performance.now() - began) / 1_000,
    warnings: [...warnings.values()],
  };
  return { report, total, isCancelled };
}
