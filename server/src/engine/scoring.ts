import type { ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ScorerFolder } from '../models';
import type { ClassifyOptions, LabelRequest, Warning } from '../protocol';
import { promptsOf } from '../text';
import type { ClassificationControl } from './control';
import { planPrompts } from './prompts';
import { scoreImage } from './scoreImage';

/** What is asked of a model that scores labels at once, such as CLIP. */
export interface ScoreRequest {
  /** As in a request to classify. */
  image: string;
  labels: LabelRequest[];
  /** A CLIP folder (path, `file:` URI, or name among the downloaded models), or what was opened. */
  model: string | ScorerFolder;
  options?: Pick<ClassifyOptions, 'templates' | 'promptSet'>;
}

export interface Scored {
  names: string[];
  /** One for each label, the higher the more likely; their softmax is CLIP's own probability. */
  scores: number[];
  warnings: Warning[];
}

/** What a label is to a scorer: to CLIP the prompts that templates make of it, to others its name. */
function labelReader(
  { kind, id }: ScorerFolder,
  options: NonNullable<ScoreRequest['options']>,
): (label: string) => string[] {
  if (kind === 'classifier') return (label) => [label];
  const choice = planPrompts(options, { id, vocabulary: 'open', classifier: {} });
  return (label) => promptsOf(label, choice);
}

/** Scores the labels of a request for an image. */
export async function scoreLabels(
  scorer: ScorerFolder,
  question: { source: ImageSource; request: ScoreRequest; limits: ImageLimits },
  control: ClassificationControl,
): Promise<Scored> {
  const { source, limits, request } = question;
  const named = request.labels.map((label) => (typeof label === 'string' ? { label } : label));
  const promptsFor = labelReader(scorer, request.options ?? {});
  const labels = named.map(({ label, prompts }) => prompts ?? promptsFor(label));
  const scored = await scoreImage(scorer, { source, limits, labels }, control);
  return { names: named.map(({ label }) => label), ...scored };
}
