import type { Graph, TensorInfo } from '../graph';
import type { ImageSide } from '../imageSide';
import { isFloatType, isNumberType } from '../tensors';
import {
  type ConditioningInput,
  conditioningInputs,
  type InputsByRole,
  inputsByRole,
  type Vocabulary,
} from './inputs';

/** What a graph says of a denoiser's inputs and outputs. */
export interface DenoiserSignature {
  inputs: InputsByRole;
  output: TensorInfo;
  /** Rows of one call where the graph fixes their number. */
  batch: number | undefined;
  /** Whether all rows of a call have the same timestep. */
  sharesTimestep: boolean;
  /** Whether the output has an axis for the labels: see `Denoiser`. */
  isCrossed: boolean;
}

/** Axes of a row of the conditioning: [length, width] of a text, its pooled embedding, six numbers. */
const rowAxes: Readonly<Record<ConditioningInput, number>> = {
  class_labels: 0,
  encoder_hidden_states: 2,
  text_embeds: 1,
  time_ids: 1,
};

/**
 * @param side what its samples are.
 * @throws Failure `model-invalid` naming the input, what was expected and what was found.
 */
export function readSignature(
  graph: Graph,
  side: Pick<ImageSide, 'shape' | 'downscale'>,
  vocabulary: Vocabulary,
): DenoiserSignature {
  const inputs = inputsByRole(graph, vocabulary);
  checkSample(graph, inputs.sample, side);
  const output = checkedOutput(graph);
  const isCrossed = output.shape.length === 5;
  const batch = fixed(inputs.sample.shape[0]);
  if (isCrossed && batch !== undefined) {
    graph.fail(
      `its batch is fixed to ${batch} and its output has an axis for labels: export it with a batch of any size`,
    );
  }
  const shared = sharesTimestep(graph, inputs.timestep, batch);
  for (const name of conditioningInputs) checkConditioning(graph, name, inputs[name], batch);
  return { inputs, output, batch, sharesTimestep: shared, isCrossed };
}

function fixed(side: number | string | undefined): number | undefined {
  return typeof side === 'number' ? side : undefined;
}

function isOther(side: number | string | undefined, expected: number | undefined): boolean {
  return typeof side === 'number' && side !== expected;
}

function checkSample(
  graph: Graph,
  { name, type, shape }: TensorInfo,
  side: Pick<ImageSide, 'shape' | 'downscale'>,
): void {
  const [channels, height, width] = side.shape;
  if (!isFloatType(type)) graph.fail(`input ${name} is ${type}: expected float32 or float16`);
  if (shape.length !== 4 || isOther(shape[1], channels)) {
    graph.fail(
      `expected input ${name} of shape [batch, ${channels}, height, width], but found [${shape.join(', ')}]`,
    );
  }
  if (!isOther(shape[2], height) && !isOther(shape[3], width)) return;
  const [found, said] = [shape.slice(2).join(' x '), height * side.downscale];
  const of =
    side.downscale === 1 ? 'pixels' : `latents, of images ${side.downscale} times as large`;
  graph.fail(`takes ${found} ${of}, but image.size in classifier.json is ${said}`);
}

function sharesTimestep(
  graph: Graph,
  { name, type, shape }: TensorInfo,
  batch: number | undefined,
): boolean {
  if (!isNumberType(type)) {
    graph.fail(`input ${name} is ${type}: expected int64, int32, float32 or float16`);
  }
  const [rows] = shape;
  if (shape.length > 1 || (isOther(rows, batch) && rows !== 1)) {
    const expected = batch === undefined ? '[batch]' : `[${batch}]`;
    graph.fail(
      `expected input ${name} of shape ${expected}, [1], or a scalar, but found shape [${shape.join(', ')}]`,
    );
  }
  return shape.length === 0 || (rows === 1 && batch !== 1);
}

function checkConditioning(
  graph: Graph,
  role: ConditioningInput,
  input: TensorInfo | undefined,
  batch: number | undefined,
): void {
  if (!input) return;
  const { name, type, shape } = input;
  if (role === 'class_labels' ? !isNumberType(type) : !isFloatType(type)) {
    const expected = role === 'class_labels' ? 'int64, int32 or a float' : 'float32 or float16';
    graph.fail(`input ${name} is ${type}: expected ${expected}`);
  }
  if (shape.length !== rowAxes[role] + 1 || isOther(shape[0], batch)) {
    const axes = ['batch', ...['length', 'width'].slice(2 - rowAxes[role])].join(', ');
    const rows = batch === undefined ? 'a batch of any size' : `a batch of ${batch}, as the sample`;
    graph.fail(
      `expected input ${name} of shape [${axes}] with ${rows}, but found shape [${shape.join(', ')}]`,
    );
  }
}

function checkedOutput(graph: Graph): TensorInfo {
  const [output] = graph.outputs;
  const rank = output?.shape.length ?? 0;
  if (!output || (rank !== 4 && rank !== 5)) {
    return graph.fail(
      `expected an output of shape [batch, channels, height, width] or [batch, labels, channels, height, width], but found one of ${rank} axes`,
    );
  }
  if (!isFloatType(output.type)) {
    graph.fail(`the output is ${output.type}: expected float32 or float16`);
  }
  return output;
}
