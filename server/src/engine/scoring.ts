import type { ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { ClipFolder } from '../models';
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
  /** A CLIP folder: path, `file:` URI, or name among the downloaded models. */
  model: string;
  options?: Pick<ClassifyOptions, 'templates' | 'promptSet'>;
}

export interface Scored {
  names: string[];
  /** One for each label, the higher the more likely; their softmax is CLIP's own probability. */
  scores: number[];
  warnings: Warning[];
}

/** Scores the labels of a request for an image. */
export async function scoreLabels(
  clip: ClipFolder,
  question: { source: ImageSource; request: ScoreRequest; limits: ImageLimits },
  control: ClassificationControl,
): Promise<Scored> {
  const { source, limits, request } = question;
  const reader = { id: clip.id, vocabulary: 'open', classifier: {} } as const;
  const choice = planPrompts(request.options ?? {}, reader);
  const named = request.labels.map((label) => (typeof label === 'string' ? { label } : label));
  const labels = named.map(({ label, prompts }) => prompts ?? promptsOf(label, choice));
  const scored = await scoreImage(clip, { source, limits, labels }, control);
  return { names: named.map(({ label }) => label), ...scored };
}
