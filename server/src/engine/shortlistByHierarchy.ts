import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest } from '../protocol';
import type { ChosenLabels } from './chosenLabels';
import { classifyImage, type Question } from './classification';
import type { ClassificationControl } from './control';
import { type Branch, branchesOf, checkLeaves } from './labelTree';

/** Kept of so many parents where a request does not say how many: half of them. */
function usualKeep(parents: number): number {
  return Math.ceil(parents / 2);
}

/** Samples that parents are compared on, of the first that their children will be compared on. */
const parentSamples = 12;

type Named = Exclude<LabelRequest, string>;

/**
 * A parent as a label. A model that reads text is asked for its name. One with a closed vocabulary
 * does not know it, and is asked for each label below: several prompts of one label.
 */
function labelOf(
  { name, leaves }: Branch,
  { vocabulary }: ModelFolder,
  labels: ReadonlyMap<string, Named>,
): Named {
  const below = leaves.map((leaf) => labels.get(leaf)!);
  const priors = below.flatMap(({ prior }) => prior ?? []);
  return {
    label: name,
    ...(vocabulary === 'closed' && {
      prompts: below.flatMap(({ label, prompts }) => prompts ?? [label]),
    }),
    ...(priors.length > 0 && { prior: priors.reduce((sum, prior) => sum + prior) }),
  };
}

/** All parents at the first samples, whatever rule the labels themselves are compared by. */
function parentOptions(options: ClassifyOptions): ClassifyOptions {
  const { loss, seed, sampleSet, prompts, templates, promptSet, preprocessing, remember } = options;
  return {
    ...{ loss, seed, sampleSet, prompts, templates, promptSet, preprocessing, remember },
    elimination: 'none',
    samples: parentSamples,
  };
}

/**
 * The labels below the parents that the diffusion model itself finds most likely: level by level the
 * best are kept, and their children are next (the HDC of Shanbhag et al. prunes in this way).
 *
 * @throws Failure `labels-invalid` where hierarchy and labels do not fit; what a host answers.
 */
export async function shortlistByHierarchy(
  model: ModelFolder,
  question: Question,
  { hierarchy, keep: asked }: Exclude<NonNullable<ClassifyOptions['shortlist']>, { model: string }>,
  control: ClassificationControl,
): Promise<ChosenLabels> {
  const named = question.labels.map(
    (label): Named => (typeof label === 'string' ? { label } : label),
  );
  const labels = new Map(named.map((label) => [label.label, label]));
  const options = parentOptions(question.options);
  const silent = { ...control, onStanding: () => {} };
  const chosen: ChosenLabels = {
    labels: [],
    shortlist: { parents: [], ...(asked !== undefined && { keep: asked }), evaluations: 0 },
    remembered: 0,
    warnings: [],
  };
  let level = branchesOf(hierarchy);
  checkLeaves(level, [...labels.keys()]);
  while (level.length > 0) {
    const keep = asked ?? usualKeep(level.length);
    if (level.length > keep) {
      const parents = level.map((branch) => labelOf(branch, model, labels));
      const ofParents = { ...question, labels: parents, options };
      const { outcome, remembered, warnings } = await classifyImage(model, ofParents, silent);
      level = outcome.order.slice(0, keep).map((index) => level[index]!);
      chosen.shortlist.evaluations += outcome.evaluations;
      chosen.remembered += remembered;
      chosen.warnings.push(...warnings);
    }
    chosen.shortlist.parents!.push(...level.map(({ name }) => name));
    const last = level.filter(({ branches }) => branches.length === 0);
    chosen.labels.push(...last.flatMap(({ leaves }) => leaves.map((leaf) => labels.get(leaf)!)));
    level = level.flatMap(({ branches }) => branches);
  }
  return chosen;
}
