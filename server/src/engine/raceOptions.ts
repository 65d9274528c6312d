import { Failure } from '../failure';
import type { Loss, RaceLabel, RaceOptions } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';

/** Stages and keeps for a request: what it says, else the model's own budget cut to fit. */
function planStages(
  options: ClassifyOptions,
  budget: ModelFolder['classifier']['budget'],
): Pick<RaceOptions, 'elimination' | 'keep' | 'stages' | 'samples'> {
  const asksForStages = options.keep !== undefined || options.stages !== undefined;
  const elimination = options.elimination ?? (asksForStages ? 'staged' : budget.elimination);
  if (elimination === 'none') {
    if (asksForStages) {
      throw new Failure(
        'options-invalid',
        'Options "keep" and "stages" belong to elimination "staged", but elimination is "none": leave them out, or ask for "staged".',
      );
    }
    const samples = options.samples ?? budget.samples;
    return { elimination, keep: [1], stages: [samples], samples };
  }
  if (asksForStages && !(options.keep && options.stages)) {
    throw new Failure('options-invalid', 'Options "keep" and "stages" go together: give both.');
  }
  if (options.keep && options.stages) {
    const samples = Math.max(...options.stages);
    if ((options.samples ?? samples) !== samples) {
      throw new Failure(
        'options-invalid',
        `Option "samples" is ${options.samples}, but "stages" ends at ${samples}: leave "samples" out.`,
      );
    }
    return { elimination, keep: options.keep, stages: options.stages, samples };
  }
  const samples = options.samples ?? budget.samples;
  // The model's stages as shares of its budget, so that another budget is spent alike.
  const stages: number[] = [];
  const keep: number[] = [];
  budget.stages.forEach((stage, index) => {
    const scaled = Math.max(1, Math.round((stage * samples) / budget.samples));
    if (scaled > (stages.at(-1) ?? 0)) {
      stages.push(scaled);
      keep.push(budget.keep[index]!);
    } else {
      keep[keep.length - 1] = budget.keep[index]!;
    }
  });
  return { elimination, keep, stages, samples };
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
  // τ is a scale of the errors it was fitted on: another loss or other timesteps have another.
  const isFitted = loss === classifier.loss && sampleSet === 'product';
  return {
    loss,
    race: {
      ...planStages(options, classifier.budget),
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
