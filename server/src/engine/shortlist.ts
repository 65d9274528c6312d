import { Race } from '../method';
import type { ModelFolder } from '../models';
import type { Shortlist, Warning } from '../protocol';
import type { ChosenLabels } from './chosenLabels';
import { type Classified, classifyImage, type Question } from './classification';
import type { ClassificationControl } from './control';
import { planLabels } from './labels';
import { withNone } from './noneOfThese';
import { planRace } from './raceOptions';
import { shortlistByClip } from './shortlistByClip';
import { shortlistByHierarchy } from './shortlistByHierarchy';

export type Shortlisted = Classified & { shortlist?: Shortlist };

async function choose(
  model: ModelFolder,
  question: Question,
  control: ClassificationControl,
): Promise<ChosenLabels | undefined> {
  const { shortlist } = question.options;
  if (!shortlist) return undefined;
  // What is wrong with a label is said before the work, not when it happens to be kept.
  const { labels } = withNone(
    planLabels(question.labels, question.options, model),
    question.options,
    model,
  );
  new Race(planRace(question.options, labels, model).race);
  return 'model' in shortlist
    ? await shortlistByClip(model, question, shortlist, control)
    : await shortlistByHierarchy(model, question, shortlist, control);
}

/** A model that is asked about parents and then about labels warns of itself each time. */
function different(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}

/** Classifies an image under the labels that a shortlist leaves; under all where there is none. */
export async function classifyShortlisted(
  model: ModelFolder,
  question: Question,
  control: ClassificationControl,
): Promise<Shortlisted> {
  const began = performance.now();
  const chosen = await choose(model, question, control);
  if (!chosen) return await classifyImage(model, question, control);
  const { labels } = chosen;
  const seconds = (performance.now() - began) / 1_000;
  const classified = await classifyImage(model, { ...question, labels }, control);
  return {
    ...classified,
    remembered: classified.remembered + chosen.remembered,
    warnings: different([...chosen.warnings, ...classified.warnings]),
    shortlist: {
      ...chosen.shortlist,
      kept: labels.map((label) => (typeof label === 'string' ? label : label.label)),
      dropped: question.labels.length - labels.length,
      seconds,
    },
  };
}
