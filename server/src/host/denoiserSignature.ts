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

const inputNames: readonly string[] = ['sample', 'timestep', 'class_labels'];

/** What timesteps and labels may be given as. */
const numberTypes: readonly string[] = ['int64', 'int32', 'float32'];

type Fail = (problem: string) => never;

/**
 * @param size pixels of a side, from classifier.json.
 * @param fail throws, given what was expected and what was found.
 */
export function readSignature(
  { inputMetadata, outputMetadata }: InferenceSession,
  size: number,
  fail: Fail,
): DenoiserSignature {
  const input = (name: string): Input => {
    const found = inputMetadata.find((metadata) => metadata.name === name);
    if (found?.isTensor) return found;
    const names = inputMetadata.map((metadata) => metadata.name).join(', ');
    return fail(`expected inputs ${inputNames.join(', ')}, but found ${names}`);
  };
  const [sample, timestep, classLabels] = inputNames.map(input);
  const unknown = inputMetadata.find(({ name }) => !inputNames.includes(name));
  if (unknown) fail(`it needs an input ${unknown.name}: expected ${inputNames.join(', ')} alone`);
  checkSample(sample!, size, fail);
  checkNumbers(timestep!, [0, 1], 'of shape [batch], of any size, or a scalar', fail);
  checkNumbers(classLabels!, [1], 'of shape [batch] or [labels], of any size', fail);
  return {
    shape: [3, size, size],
    timestep: timestep!,
    classLabels: classLabels!,
    isCrossed: outputRank(outputMetadata[0], fail) === 5,
  };
}

function checkSample({ type, shape }: Input, size: number, fail: Fail): void {
  if (type !== 'float32') {
    fail(`input sample is ${type}: export it with float32 inputs and outputs`);
  }
  const [batch, channels, ...sides] = shape;
  if (shape.length !== 4 || typeof batch === 'number' || channels !== 3) {
    fail(
      `expected input sample of shape [batch, 3, height, width] with a batch of any size, but found [${shape.join(', ')}]`,
    );
  }
  if (sides.some((side) => typeof side === 'number' && side !== size)) {
    fail(`takes ${sides.join(' x ')} pixels, but image.size in classifier.json is ${size}`);
  }
}

/** @param expected what the message says of the shape. */
function checkNumbers(
  { name, type, shape }: Input,
  ranks: readonly number[],
  expected: string,
  fail: Fail,
): void {
  if (!numberTypes.includes(type)) {
    fail(`input ${name} is ${type}: expected ${numberTypes.join(', ')}`);
  }
  if (!ranks.includes(shape.length) || shape.some((side) => typeof side === 'number')) {
    fail(`expected input ${name} ${expected}, but found shape [${shape.join(', ')}]`);
  }
}

function outputRank(output: InferenceSession.ValueMetadata | undefined, fail: Fail): 4 | 5 {
  if (output?.isTensor && output.type !== 'float32') {
    fail(`the output is ${output.type}: export it with float32 inputs and outputs`);
  }
  const rank = output?.isTensor ? output.shape.length : 0;
  if (rank === 4 || rank === 5) return rank;
  return fail(
    `expected an output of shape [batch, channels, height, width] or [batch, labels, channels, height, width], but found one of ${rank} axes`,
  );
}
