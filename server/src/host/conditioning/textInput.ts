import type { Graph, TensorInfo } from '../graph';
import { isNumberType } from '../tensors';

/**
 * The one input of a text encoder, `input_ids`.
 *
 * @param tokens of every prompt, as the tokenizer makes them.
 * @param positions that the text encoder has embeddings of, as its configuration says.
 * @throws Failure `model-invalid` where it is not there, not alone, or of another shape.
 */
export function textInput(graph: Graph, tokens: number, positions: number | undefined): TensorInfo {
  const input = graph.inputs.find(({ name }) => name === 'input_ids');
  if (!input || graph.inputs.length > 1) {
    const names = graph.inputs.map(({ name }) => name).join(', ') || 'none';
    return graph.fail(`expected input input_ids alone, but found ${names}`);
  }
  const { type, shape } = input;
  if (!isNumberType(type)) graph.fail(`input input_ids is ${type}: expected int64 or int32`);
  if (shape.length !== 2 || (typeof shape[1] === 'number' && shape[1] !== tokens)) {
    graph.fail(
      `expected input input_ids of shape [batch, ${tokens}], as many tokens as its tokenizer makes, but found [${shape.join(', ')}]`,
    );
  }
  if (positions !== undefined && positions < tokens) {
    graph.fail(
      `its configuration says that it reads ${positions} tokens (max_position_embeddings), but its tokenizer makes ${tokens} (model_max_length)`,
    );
  }
  return input;
}
