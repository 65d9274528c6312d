import { fieldOf, fieldsOf } from './protobuf';

/** Field numbers of onnx.proto: of a model, a graph, a node and a value. */
const numbers = { graph: 7, node: 1, outputs: 12, input: 1, output: 2, operator: 4, valueName: 1 };

interface Node {
  operator: string;
  inputs: string[];
  outputs: string[];
}

/**
 * Names of the weights of the convolution that ends a denoiser's middle: what it gives is added to
 * what went in, and the sum is the middle's output. The greatest number is the last block.
 *
 * Of a U-Net of diffusers `mid_block`; of the bundled model the end of the trunk, the last features
 * that depend on no label (models/training/model.py).
 */
const lastConvolutions = [
  /(?:^|[./])mid_block\.resnets\.(\d+)\.conv2\.weight/,
  /(?:^|[./])trunk\.low\.blocks\.(\d+)\.second\.weight/,
];

function nodeOf(message: Buffer): Node {
  const node: Node = { operator: '', inputs: [], outputs: [] };
  for (const { number, bytes } of fieldsOf(message)) {
    if (!bytes) continue;
    if (number === numbers.input) node.inputs.push(bytes.toString());
    else if (number === numbers.output) node.outputs.push(bytes.toString());
    else if (number === numbers.operator) node.operator = bytes.toString();
  }
  return node;
}

function nodesOf(model: Buffer): Node[] {
  const nodes: Node[] = [];
  for (const { number, bytes: graph } of fieldsOf(model)) {
    if (number !== numbers.graph || !graph) continue;
    for (const { number: kind, bytes } of fieldsOf(graph)) {
      if (kind === numbers.node && bytes) nodes.push(nodeOf(bytes));
    }
  }
  return nodes;
}

/** The number of the block whose last convolution a node is; -1 of all others. */
function blockOf({ operator, inputs }: Node, pattern: RegExp): number {
  if (operator !== 'Conv') return -1;
  return Number(pattern.exec(inputs[1] ?? '')?.[1] ?? -1);
}

/**
 * The tensor within a denoiser that leaves its middle, where the resolution is lowest: of shape
 * [batch, channels, height, width].
 *
 * @param model the content of an ONNX file.
 * @returns its name; undefined where the graph has no such middle, as that of a transformer.
 */
export function midBlockOutput(model: Buffer): string | undefined {
  const nodes = nodesOf(model);
  for (const pattern of lastConvolutions) {
    const last = nodes.reduce<{ block: number; node: Node | undefined }>(
      (found, node) => {
        const block = blockOf(node, pattern);
        return block > found.block ? { block, node } : found;
      },
      { block: -1, node: undefined },
    );
    const given = last.node?.outputs[0];
    const sum = nodes.find(
      ({ operator, inputs }) => operator === 'Add' && given !== undefined && inputs.includes(given),
    );
    if (sum?.outputs[0] !== undefined) return sum.outputs[0];
  }
  return undefined;
}

/**
 * The model with one more output. A message that follows another in the same file is merged with it,
 * and of a repeated field the elements are joined (Protocol Buffers, *Encoding*, "Last One Wins"): so
 * that a graph that has but an output adds that output, whatever else the file holds.
 */
export function withOutput(model: Buffer, tensor: string): Buffer {
  const value = fieldOf(numbers.valueName, Buffer.from(tensor));
  return Buffer.concat([model, fieldOf(numbers.graph, fieldOf(numbers.outputs, value))]);
}
