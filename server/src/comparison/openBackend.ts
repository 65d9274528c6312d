import path from 'node:path';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import { findClip, openImageClassifier, resolveLabel } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { Backend } from './backend';
import { backendName } from './backendKind';
import { diffusionBackend } from './diffusionBackend';
import { type ProbeOptions, probeBackend } from './probeBackend';
import { scorerBackend } from './scorerBackend';

export interface BackendOptions {
  /** Between which every backend chooses. */
  labels: readonly string[];
  /** Of diffusion models; CLIP takes their templates or prompt set, too. */
  options: ClassifyOptions;
  /** Of image classifiers, where they do not lie beside them. */
  classNames?: string | undefined;
  preprocessor?: string | undefined;
  /** What linear probes learn from. */
  probe?: ProbeOptions | undefined;
  engine: Pick<Engine, 'classifyImages' | 'score' | 'features'>;
}

/**
 * Opens what a person names as a backend, and sees that it can be asked for all labels.
 *
 * @throws Failure `model-not-found`, `model-invalid`; `label-unknown`.
 */
export async function openBackend(
  given: string,
  { labels, options, classNames, preprocessor, probe, engine }: BackendOptions,
): Promise<Backend> {
  const { kind, model } = await backendName(given);
  switch (kind) {
    case 'diffusion':
      return await diffusionBackend(model, labels, options, engine);
    case 'clip':
      return scorerBackend(await findClip(model), labels, options, engine);
    case 'classifier': {
      const place = { model: path.resolve(model), classNames, preprocessor };
      const classifier = await openImageClassifier(place);
      for (const label of labels) resolveLabel(classifier, label);
      return scorerBackend(classifier, labels, {}, engine);
    }
    case 'probe': {
      if (probe) return await probeBackend(model, labels, probe, engine);
      throw new Failure(
        'options-invalid',
        `A linear probe learns from labelled images: give --train FOLDER for ${given}.`,
        { backend: given },
      );
    }
  }
}
