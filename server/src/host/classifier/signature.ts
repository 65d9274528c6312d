import type { Graph, TensorInfo } from '../graph';
import { isFloatType } from '../tensors';

/** What a graph says of an image classifier's input and output. */
export interface ClassifierSignature {
  input: TensorInfo;
  output: TensorInfo;
  /** Whether the colours are the last axis: [batch, height, width, 3]. */
  channelsLast: boolean;
  /** Rows of one call where the graph fixes their number. */
  batch: number | undefined;
}

function isOrMayBe(side: number | string | undefined, expected: number): boolean {
  return typeof side !== 'number' || side === expected;
}

/**
 * @param size of the square that images are made.
 * @param classes whose names are known.
 * @throws Failure `model-invalid` naming what was expected and what was found.
 */
export function readSignature(graph: Graph, size: number, classes: number): ClassifierSignature {
  const [input, another] = graph.inputs;
  if (!input || another) {
    const found = graph.inputs.map(({ name }) => name).join(', ') || 'none';
    return graph.fail(`expected one input, an image, but found ${found}`);
  }
  const { name, type, shape } = input;
  if (!isFloatType(type)) graph.fail(`input ${name} is ${type}: expected float32 or float16`);
  const [batch, ...axes] = shape;
  const fits = (expected: readonly number[]) =>
    axes.length === 3 && axes.every((side, axis) => isOrMayBe(side, expected[axis]!));
  const channelsLast = axes[2] === 3 && axes[0] !== 3;
  if (!fits(channelsLast ? [size, size, 3] : [3, size, size])) {
    graph.fail(
      `expected input ${name} of shape [batch, 3, ${size}, ${size}] or [batch, ${size}, ${size}, 3], as preprocessor_config.json makes images of ${size} pixels a side, but found [${shape.join(', ')}]`,
    );
  }
  return {
    input,
    output: outputOf(graph, classes),
    channelsLast,
    batch: typeof batch === 'number' ? batch : undefined,
  };
}

/** The logits; beside them a graph may give features. */
function outputOf(graph: Graph, classes: number): TensorInfo {
  const output = graph.outputs.find(({ name }) => name === 'logits') ?? graph.outputs[0];
  if (output?.shape.length !== 2) {
    return graph.fail(
      `expected an output of shape [batch, classes], but found ${output ? `[${output.shape.join(', ')}]` : 'none'}`,
    );
  }
  if (!isFloatType(output.type)) {
    graph.fail(`output ${output.name} is ${output.type}: expected float32 or float16`);
  }
  if (!isOrMayBe(output.shape[1], classes)) {
    graph.fail(`tells ${output.shape[1]} classes apart, but ${classes} of them have names`);
  }
  return output;
}
