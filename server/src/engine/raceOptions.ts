import { Failure } from '../failure';
import type { Loss, RaceLabel, RaceOptions } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import { planStages } from './stages';

type Budget = ModelFolder['classifier']['budget'];

const optionsOf = {
  staged: ['keep', 'stages'],
  racing: ['racing', 'delta', 'minimum', 'maximum', 'undecided', 'bound'],
} as const;

const usualDelta = 0.05;

/** Of models that do not say their own: docs/sampling.md. */
const usualMinimum = 10;

/** The elimination that a request means, where it does not say so by the options it gives. */
function eliminationOf(options: ClassifyOptions, budget: Budget): RaceOptions['elimination'] {
  const asked = (['staged', 'racing'] as const).filter((kind) =>
    optionsOf[kind].some((name) => options[name] !== undefined),
  );
  // The official code knows stages alone.
  const usual =
    options.sampleSet === 'official' && budget.elimination === 'racing'
      ? 'staged'
      : budget.elimination;
  const elimination = options.elimination ?? asked[0] ?? usual;
  const other = asked.find((kind) => kind !== elimination);
  if (other) {
    const option = optionsOf[other].find((name) => options[name] !== undefined)!;
    throw new Failure(
      'options-invalid',
      `Option "${option}" belongs to elimination "${other}", but elimination is "${elimination}": leave it out, or ask for "${other}".`,
      { option },
    );
  }
  return elimination;
}

function planRacing(
  options: ClassifyOptions,
  { budget, differenceBound, loss }: ModelFolder['classifier'],
): Pick<RaceOptions, 'samples' | 'racing'> {
  const samples = options.samples ?? budget.samples;
  // A bound on the errors of the model's own loss says nothing of another's.
  const declared = (options.loss ?? loss) === loss ? differenceBound : undefined;
  const kind = options.racing ?? budget.racing ?? 'approximate';
  if (options.bound !== undefined && kind !== 'exact') {
    throw new Failure(
      'options-invalid',
      'Option "bound" belongs to racing "exact", but racing is "approximate": leave it out, or ask for "exact".',
      { option: 'bound' },
    );
  }
  const maximum = options.maximum ?? Math.min(budget.maximum ?? samples, samples);
  return {
    samples,
    racing: {
      kind,
      delta: options.delta ?? budget.delta ?? usualDelta,
      minimum: options.minimum ?? Math.min(budget.minimum ?? usualMinimum, maximum),
      maximum,
      undecided: options.undecided ?? 'leader',
      bound: options.bound ?? declared ?? null,
    },
  };
}

/** A race for these labels under these options, the model's own values where nothing is said. */
export function planRace(
  options: ClassifyOptions,
  labels: RaceLabel[],
  model: ModelFolder,
): { race: RaceOptions; loss: Loss } {
  const { classifier, scheduler } = model;
  const loss = options.loss ?? classifier.loss;
  const sampleSet = options.sampleSet ?? 'product';
  const elimination = eliminationOf(options, classifier.budget);
  const rule =
    elimination === 'racing'
      ? { keep: [], stages: [], ...planRacing(options, classifier) }
      : planStages(elimination, options, classifier.budget);
  // τ is a scale of the errors it was fitted on: another loss or other timesteps have another.
  const isFitted = loss === classifier.loss && sampleSet === 'product';
  return {
    loss,
    race: {
      ...rule,
      elimination,
      labels,
      sampleSet,
      prompts: options.prompts ?? 'best',
      temperature: isFitted ? classifier.temperature : null,
      seed: options.seed ?? 0,
      timesteps: scheduler.num_train_timesteps,
      band: classifier.band,
    },
  };
}
