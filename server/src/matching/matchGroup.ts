import type { Control, Engine, EvaluateRequest } from '../engine';
import type { Loss, TimestepSample } from '../method';
import type { MatchedGroup, MatchGroup, MatchRequest, Provider, Warning } from '../protocol';
import { correctScores } from './correct';

/** What every image of a group is asked. */
export interface PairQuestion {
  model: MatchRequest['model'];
  options: Omit<NonNullable<MatchRequest['options']>, 'references' | 'loss' | 'samples'>;
  loss: Loss;
  samples: TimestepSample[];
  /** What an image's errors are measured against, if anything. */
  references: 'unconditional' | readonly string[] | undefined;
}

/** A group, and what it took. */
export interface GroupAnswer {
  group: MatchedGroup;
  provider: Provider;
  evaluations: number;
  remembered: number;
  warnings: Warning[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function requestFor(image: string, captions: readonly string[], asked: PairQuestion) {
  const { model, options, samples, references } = asked;
  const others = Array.isArray(references) ? references : [];
  const request: EvaluateRequest = {
    image,
    // Word by word: captions are no labels that templates make prompts of.
    labels: [...captions, ...others].map((caption) => ({ label: caption, prompts: [caption] })),
    model,
    options,
    samples,
    unconditional: references === 'unconditional',
  };
  return request;
}

/**
 * The errors of every image of a group under every caption, on the same samples.
 *
 * @param onShare how much of the group is done, in 0..1.
 * @throws Failure as `Engine.evaluate` does.
 */
export async function matchGroup(
  engine: Pick<Engine, 'evaluate'>,
  group: MatchGroup,
  question: PairQuestion,
  control: Pick<Control, 'signal' | 'priority'> & { onShare(share: number): void },
): Promise<GroupAnswer> {
  const { images, captions } = group;
  const { signal, priority, onShare } = control;
  const errors: number[][] = [];
  const normalized: number[][] = [];
  const cost = { evaluations: 0, remembered: 0 };
  const warnings: Warning[] = [];
  let provider: Provider = 'cpu';
  for (const [index, image] of images.entries()) {
    const evaluated = await engine.evaluate(requestFor(image, captions, question), {
      signal,
      priority,
      onStep: ({ name, done, total }) => {
        if (name === 'evaluating') onShare((index + done / total) / images.length);
      },
    });
    const means = evaluated.errors[question.loss].map(mean);
    const own = means.slice(0, captions.length);
    const others = means.slice(captions.length);
    errors.push(own);
    if (others.length > 0) normalized.push(own.map((error) => error - mean(others)));
    provider = evaluated.provider;
    cost.evaluations += evaluated.evaluations;
    cost.remembered += evaluated.remembered;
    warnings.push(...evaluated.warnings);
  }
  const matrices = {
    errors,
    ...(normalized.length > 0 && { normalizedErrors: normalized }),
  };
  const matched = { ...group, ...matrices, correct: correctScores(matrices) };
  return { group: matched, provider, ...cost, warnings };
}
