import type { Engine } from '../engine';
import type { ScorerFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { Backend } from './backend';
import { eachImage } from './eachImage';

/** Of equal scores the label that was named first. */
function bestOf(names: readonly string[], scores: readonly number[]): string {
  return names[scores.indexOf(Math.max(...scores))]!;
}

/** A model that scores labels at once: CLIP, or a classifier. */
export function scorerBackend(
  scorer: ScorerFolder,
  labels: readonly string[],
  options: Pick<ClassifyOptions, 'templates' | 'promptSet'>,
  engine: Pick<Engine, 'score'>,
): Backend {
  return {
    name: scorer.id,
    kind: scorer.kind,
    classify: async (files, control) => {
      const { signal, onWarning } = control;
      await eachImage(files, control, async (image) => {
        const { names, scores, seconds, warnings } = await engine.score(
          { image, labels: [...labels], model: scorer, options },
          { signal, priority: 'background' },
        );
        warnings.forEach(onWarning);
        return { predicted: bestOf(names, scores), seconds, evaluations: 0, remembered: 0 };
      });
    },
  };
}
