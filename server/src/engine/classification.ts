import { Failure } from '../failure';
import type { ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { type EvaluationPlan, type NoiseSource, Race, type RaceOutcome } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest, Warning } from '../protocol';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { encodePrompts } from './encodePrompts';
import { ImageOnHost } from './imageOnHost';
import { sourceName } from './imageSource';
import { planLabels } from './labels';
import { planRace } from './raceOptions';
import { toStanding } from './result';

/** One image and what is to be found out about it. */
export interface Question {
  source: ImageSource;
  labels: readonly LabelRequest[];
  options: ClassifyOptions;
  limits: ImageLimits;
}

export interface Classified {
  names: string[];
  outcome: RaceOutcome;
  warnings: Warning[];
}

/** Their errors take 80 MB, and some hours; ImageNet in the paper's way takes 124,500. */
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

/** Runs one race to its end: asks a host for the errors of each batch and records them. */
export async function classifyImage(
  model: ModelFolder,
  question: Question,
  control: ClassificationControl,
): Promise<Classified> {
  const { signal, onStanding, onStep, stepAside } = control;
  const { names, labels, rows } = planLabels(question.labels, question.options, model);
  const { race: options, loss } = planRace(question.options, labels, model);
  const race = new Race(options);
  checkSize(race);
  const noise: NoiseSource = {
    kind: options.sampleSet === 'official' ? 'stream' : 'by-row',
    seed: options.seed,
  };
  const imageName = sourceName(question.source);
  const image = new ImageOnHost(question, signal);
  const cut = await encodePrompts(model, rows, imageName, control);
  let warnings = cut;
  let done = 0;

  for (;;) {
    const session = await stepAside();
    const { evaluations } = session.batchSize(model);
    const plan = firstPart(race.next(evaluations), evaluations);
    if (!plan) break;
    const batch = {
      conditionings: plan.rows.map((row) => rows[row]!),
      samples: plan.samples.map(({ timestep, noiseRow }) => ({ timestep, noiseRow })),
      noise,
      loss,
    };
    const errors = await orCancelled(
      session.run(
        model,
        imageName,
        async (host) => {
          warnings = [...host.description.warnings, ...cut];
          return await image.errors(host, batch);
        },
        signal,
      ),
      signal,
    );
    race.record(plan, errors);
    done += plan.rows.length * plan.samples.length;
    if (plan.isWhole) onStanding(toStanding(names, race.outcome(), race.plannedEvaluations));
    else onStep({ name: 'evaluating', done, total: race.plannedEvaluations });
  }
  return { names, outcome: race.outcome(), warnings };
}

/** As many rows of a plan as make a batch: a sample of a thousand labels takes many. */
function firstPart(
  plan: EvaluationPlan | undefined,
  evaluations: number,
): (EvaluationPlan & { isWhole: boolean }) | undefined {
  if (!plan) return undefined;
  const rows = plan.rows.slice(0, Math.max(1, evaluations));
  return { rows, samples: plan.samples, isWhole: rows.length === plan.rows.length };
}
