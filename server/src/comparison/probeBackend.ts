import type { Engine } from '../engine';
import { Failure } from '../failure';
import { type Examples, fitLinearProbe, type LinearProbe, probedClass } from '../method';
import { findModel } from '../models';
import type { ClassifyOptions } from '../protocol';
import type { Backend, BackendControl, LabelledImage } from './backend';
import { eachImage } from './eachImage';

/** What a linear probe learns from, and what it sees of an image. */
export interface ProbeOptions {
  /** Some of each label. */
  training: readonly LabelledImage[];
  /** At which the features of an image are taken; those of several are put one after the other. */
  timesteps: readonly number[];
  options: Pick<ClassifyOptions, 'preprocessing' | 'seed'>;
}

/** The features of an image: at the i-th timestep with noise row i, the same noise for all images. */
function featureReader(
  model: string,
  { timesteps, options }: ProbeOptions,
  engine: Pick<Engine, 'features'>,
) {
  const samples = timesteps.map((timestep, noiseRow) => ({ timestep, noiseRow }));
  return async (image: string, { signal, onWarning }: BackendControl) => {
    const { features, seconds, warnings } = await engine.features(
      { image, model, samples, options },
      { signal, priority: 'background' },
    );
    warnings.forEach(onWarning);
    return { features: Float64Array.from(features.flat()), seconds };
  };
}

/** Fits a probe, step by step, so that it can be cancelled. */
async function fitted(examples: Examples, signal: AbortSignal): Promise<LinearProbe> {
  const steps = fitLinearProbe(examples);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new Failure('cancelled', 'The comparison was cancelled.');
  }
}

/**
 * A linear probe on a diffusion model: multinomial logistic regression on the activations that leave
 * the middle of its denoiser, learnt from a few labelled images of each label (the paper's "SD
 * features").
 *
 * @param model as a request to classify names it.
 * @throws Failure `model-not-found`, `model-invalid`.
 */
export async function probeBackend(
  model: string,
  labels: readonly string[],
  probe: ProbeOptions,
  engine: Pick<Engine, 'features'>,
): Promise<Backend> {
  const { id, folder } = await findModel(model);
  const shots = probe.training.length / labels.length;
  const read = featureReader(folder, probe, engine);

  async function learnt(control: BackendControl): Promise<LinearProbe> {
    const features: Float64Array[] = [];
    const { training } = probe;
    for (const [index, { file }] of training.entries()) {
      control.onPreparing(`training image ${index + 1} of ${training.length}`);
      features.push((await read(file, control)).features);
    }
    control.onPreparing('fitting');
    const targets = training.map(({ label }) => labels.indexOf(label));
    return await fitted({ features, targets, classes: labels.length }, control.signal);
  }

  return {
    name: `probe of ${id}, ${Math.round(shots)} a label`,
    kind: 'probe',
    classify: async (files, control) => {
      const linear = await learnt(control);
      await eachImage(files, control, async (file) => {
        const { features, seconds } = await read(file, control);
        const evaluations = probe.timesteps.length;
        const predicted = labels[probedClass(linear, features)]!;
        return { predicted, seconds, evaluations, remembered: 0 };
      });
    },
  };
}
