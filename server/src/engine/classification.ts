import { Failure } from '../failure';
import type { ImageSource, Provider } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { type NoiseSource, Race, type RaceOptions, type RaceOutcome } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest, Warning } from '../protocol';
import { orCancelled } from './cancelled';
import type { ClassificationControl, Step } from './control';
import { ImageErrors } from './imageErrors';
import { imageMemory, type Remembering } from './imageMemory';
import { planLabels } from './labels';
import { withNone } from './noneOfThese';
import { nextPart } from './planPart';
import { planRace } from './raceOptions';
import { toStanding } from './result';

/** One image and what is to be found out about it. */
export interface Question {
  source: ImageSource;
  labels: readonly LabelRequest[];
  options: ClassifyOptions;
  limits: ImageLimits;
  /** What the errors are computed on. */
  provider: Provider;
  /** Undefined where nothing is to be remembered. */
  remembering: Remembering | undefined;
}

export interface Classified {
  names: string[];
  /** Index of "none of these" among them, where it was asked for. */
  none: number | undefined;
  outcome: RaceOutcome;
  race: RaceOptions;
  /** Evaluations that no host has made. */
  remembered: number;
  warnings: Warning[];
}

/** Their errors take 0.4 GB, and some hours; ImageNet in the paper's way takes 124,500. */
const maxEvaluations = 10_000_000;

/** @throws Failure `options-invalid` for a race that nobody would see the end of. */
function checkSize({ plannedEvaluations }: Race): void {
  if (plannedEvaluations <= maxEvaluations) return;
  const planned = plannedEvaluations.toLocaleString('en');
  throw new Failure(
    'options-invalid',
    `Samples and labels come to ${planned} evaluations. Expected at most ${maxEvaluations.toLocaleString('en')}: ask for fewer samples, labels or prompts, or eliminate earlier.`,
    { evaluations: planned },
  );
}

/** Runs one race to its end: takes the errors of each batch from the store or a host. */
export async function classifyImage(
  model: ModelFolder,
  question: Question,
  control: ClassificationControl,
): Promise<Classified> {
  const { onStanding, onStep, signal } = control;
  const { names, none, labels, rows, untrained } = withNone(
    planLabels(question.labels, question.options, model),
    question.options,
    model,
  );
  const { race: options, loss } = planRace(question.options, labels, model);
  const race = new Race(options);
  checkSize(race);
  const noise: NoiseSource = {
    kind: options.sampleSet === 'official' ? 'stream' : 'by-row',
    seed: options.seed,
  };
  const subject = { ...question, model, rows, untrained, noise };
  const { remembering } = question;
  const memory = remembering && (await orCancelled(imageMemory(remembering, subject), signal));
  const errors = new ImageErrors({ ...subject, memory }, control);
  let done = 0;

  for (;;) {
    const plan = await nextPart(race, errors, await errors.batchSize());
    if (!plan) break;
    const found = await errors.errors(plan.rows, plan.samples);
    race.record(plan, found[loss]);
    done += plan.rows.length * plan.samples.length;
    const step: Step = { name: 'evaluating', done, total: race.plannedEvaluations };
    const standing =
      plan.isWhole && toStanding({ names, none }, race.outcome(), race.plannedEvaluations);
    // What is shown must not be lost, but the host need not wait for the disk.
    void errors.whenStored().then(() => (standing ? onStanding(standing) : onStep(step)));
  }
  await orCancelled(errors.whenStored(), signal);
  const { evaluations } = race.outcome();
  return {
    names,
    none,
    outcome: race.outcome(),
    race: options,
    remembered: evaluations - errors.computed,
    warnings: await errors.warnings(),
  };
}
