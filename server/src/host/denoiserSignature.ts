import type { InferenceSession } from 'onnxruntime-node';

/** Name, type and shape of an input; named axes are of any size. */
export type Input = InferenceSession.TensorValueMetadata;

/** What the file says of a denoiser's inputs and outputs. */
export interface DenoiserSignature {
  /** Of one sample: [channels, height, width]. */
  shape: number[];
  timestep: Input;
  classLabels: Input;
  /** Whether the output has an axis for the labels: see `Denoiser`. */
  isCrossed: boolean;
}

/**
 * @param size pixels of a side, from classifier.json.
 * @param fail throws, given what was expected and what was found.
 */
export function readSignature(
  { inputMetadata, outputMetadata }: InferenceSession,
  size: number,
  fail: (problem: string) => never,
): DenoiserSignature {
  const input = (name: string): Input => {
    const found = inputMetadata.find((metadata) => metadata.name === name);
    if (found?.isTensor) return found;
    const names = inputMetadata.map((metadata) => metadata.name).join(', ');
    return fail(`expected inputs sample, timestep and class_labels, but found ${names}`);
  };
  const [sample, timestep, classLabels] = ['sample', 'timestep', 'class_labels'].map(input);
  if (sample!.type !== 'float32') {
    fail(`input sample is ${sample!.type}: export it with float32 inputs and outputs`);
  }
  const [batch, channels, ...sides] = sample!.shape;
  if (sample!.shape.length !== 4 || typeof batch === 'number' || channels !== 3) {
    fail(
      `expected input sample of shape [batch, 3, height, width] with a batch of any size, but found [${sample!.shape.join(', ')}]`,
    );
  }
  if (sides.some((side) => typeof side === 'number' && side !== size)) {
    fail(`takes ${sides.join(' x ')} pixels, but image.size in classifier.json is ${size}`);
  }
  const output = outputMetadata[0];
  if (output?.isTensor && output.type !== 'float32') {
    fail(`the output is ${output.type}: export it with float32 inputs and outputs`);
  }
  const rank = output?.isTensor ? output.shape.length : 0;
  if (rank !== 4 && rank !== 5) {
    fail(
      `expected an output of shape [batch, channels, height, width] or [batch, labels, channels, height, width], but found one of ${rank} axes`,
    );
  }
  return {
    shape: [3, size, size],
    timestep: timestep!,
    classLabels: classLabels!,
    isCrossed: rank === 5,
  };
}
