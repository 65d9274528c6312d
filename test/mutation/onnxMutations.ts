import {
  elementTypes,
  externalData,
  fieldNumbers,
  graphAttribute,
  initializerOf,
  integerAttribute,
  nodeOf,
  withLastNodes,
} from '../fixtures/onnxGraph';
import { type Field, message, readFields, text, varint, writeFields } from '../fixtures/wireFormat';
import type { Choices } from './mutations';

const { attribute, graph, initializer, inputs, irVersion, node, opset, outputs, tensor, value } =
  fieldNumbers;
const { bool, float32, int64 } = elementTypes;

type Change = (fields: Field[], choices: Choices) => Field[];

/** Changes one message: at each step of the path a random one of the fields of that number. */
function within(bytes: Buffer, path: readonly number[], choices: Choices, change: Change): Buffer {
  const fields = readFields(bytes);
  const [number, ...rest] = path;
  if (number === undefined) return writeFields(change(fields, choices));
  const candidates = fields.filter((field) => field.number === number && field.type === 'bytes');
  if (candidates.length === 0) return bytes;
  const chosen = choices.pick(candidates);
  const changed = within(chosen.value as Buffer, rest, choices, change);
  return writeFields(
    fields.map((field) => (field === chosen ? { number, type: 'bytes', value: changed } : field)),
  );
}

function int64Bytes(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(number);
  return bytes;
}

/** Replaces a random field of this number. */
function replace(number: number, by: (choices: Choices) => Field): Change {
  return (fields, choices) => {
    const candidates = fields.filter((field) => field.number === number);
    if (candidates.length === 0) return [...fields, by(choices)];
    const chosen = choices.pick(candidates);
    return fields.map((field) => (field === chosen ? by(choices) : field));
  };
}

const without =
  (...numbers: number[]): Change =>
  (fields) =>
    fields.filter((field) => !numbers.includes(field.number));

const sizes = [0, -1, 1, 2, 15, 17, 255, 2 ** 20, 2 ** 31, 2 ** 32 + 1, 2 ** 40, -(2 ** 31)].map(
  BigInt,
);
const absurd = (number: number) => (choices: Choices) =>
  varint(number, choices.pick([...sizes, 2n ** 62n, -(2n ** 63n)]));

const operators =
  'Add Mul Relu Shape Cast ConstantOfShape Expand Tile Range Resize MatMul Conv Gather If Loop Nope'.split(
    ' ',
  );
const names = [
  'sample',
  'timestep',
  'class_labels',
  'noise',
  'no such name',
  '',
  'x'.repeat(70_000),
];
const outside = [
  '../../outside/secret.bin',
  '../../../../../../../../../../etc/passwd',
  '/etc/passwd',
  '/dev/zero',
  'file:///etc/passwd',
  '..',
  '.',
  '',
  'absent.bin',
  'config.json',
  'model.onnx',
  'pipe',
  'cycle',
  'toOutside',
  '\\\\elsewhere\\share\\weights.bin',
  `${'a/'.repeat(3_000)}b`,
];

/** Weights in another file, which is wherever the attacker says. */
const external: Change = (fields, choices) => {
  const number = (): string =>
    choices.pick(['0', '-1', '4096', String(2 ** 40), String(2 ** 62), '9'.repeat(40), 'NaN', '']);
  return [
    ...without(tensor.raw)(fields, choices),
    ...externalData({
      location: choices.pick(outside),
      ...(choices.below(2) && { offset: number() }),
      ...(choices.below(2) && { length: number() }),
    }),
  ];
};

/** A graph that sums as many ones as it likes: its file does not grow with them. */
const memoryBomb: Change = (fields, choices) => {
  const ones = 2n ** BigInt(choices.pick([20, 27, 30, 32, 36, 50, 62]));
  return withLastNodes(fields, (output) => [
    initializerOf('bombShape', int64, [1], int64Bytes(ones)),
    initializerOf('one', float32, [1], Buffer.from([0, 0, 0x80, 0x3f])),
    nodeOf('Expand', ['one', 'bombShape'], ['ones']),
    nodeOf('ReduceSum', ['ones'], ['sum'], integerAttribute('keepdims', 0)),
    nodeOf('Add', ['before', 'sum'], [output]),
  ]);
};

/** A graph that counts to 2^60. */
const timeBomb: Change = (fields) => {
  const declared = (number: number, name: string, type: number, shape: Field[]): Field =>
    message(number, [
      text(value.name, name),
      message(value.type, [message(value.tensor, [varint(value.element, type), ...shape])]),
    ]);
  const scalar = [message(value.shape, [])];
  const body = [
    nodeOf('Identity', ['goesOn'], ['goesOnStill']),
    nodeOf('Identity', ['now'], ['next']),
    text(2, 'body'),
    declared(inputs, 'round', int64, scalar),
    declared(inputs, 'goesOn', bool, scalar),
    declared(inputs, 'now', float32, []),
    declared(outputs, 'goesOnStill', bool, scalar),
    declared(outputs, 'next', float32, []),
  ];
  return withLastNodes(fields, (output) => [
    initializerOf('rounds', int64, [], int64Bytes(2n ** 60n)),
    initializerOf('true', bool, [], Buffer.from([1])),
    nodeOf('Loop', ['rounds', 'true', 'before'], [output], graphAttribute('body', body)),
  ]);
};

/** Where a declared size stands, from an input or an output on. */
const shapeOf = [value.type, value.tensor, value.shape];

const changes: Readonly<Record<string, [path: number[], change: Change]>> = {
  weightDims: [[graph, initializer], replace(tensor.dims, absurd(tensor.dims))],
  weightDimsAlone: [
    [graph, initializer],
    (fields, choices) =>
      without(tensor.raw)(replace(tensor.dims, absurd(tensor.dims))(fields, choices), choices),
  ],
  weightRank: [[graph, initializer], (fields) => [varint(tensor.dims, 1), ...fields]],
  weightType: [
    [graph, initializer],
    replace(tensor.dataType, (choices) => varint(tensor.dataType, choices.below(30))),
  ],
  weightName: [
    [graph, initializer],
    replace(tensor.name, (choices) => text(tensor.name, choices.pick(names))),
  ],
  weightValues: [
    [graph, initializer],
    (fields, choices) =>
      fields.map((field) =>
        field.number === tensor.raw && field.type === 'bytes'
          ? { ...field, value: Buffer.alloc(field.value.length, choices.pick([0xff, 0x7c, 0x00])) }
          : field,
      ),
  ],
  externalWeights: [[graph, initializer], external],
  externalConstant: [[graph, node.message, node.attribute, attribute.tensor], external],
  operator: [
    [graph, node.message],
    replace(node.operator, (choices) => text(node.operator, choices.pick(operators))),
  ],
  nodeInput: [
    [graph, node.message],
    replace(node.input, (choices) => text(node.input, choices.pick(names))),
  ],
  nodeOutput: [
    [graph, node.message],
    replace(node.output, (choices) => text(node.output, choices.pick(names))),
  ],
  attributeInteger: [
    [graph, node.message, node.attribute],
    replace(attribute.integer, absurd(attribute.integer)),
  ],
  attributeIntegers: [
    [graph, node.message, node.attribute],
    replace(attribute.integers, absurd(attribute.integers)),
  ],
  attributeType: [
    [graph, node.message, node.attribute],
    replace(attribute.type, (choices) => varint(attribute.type, choices.below(16))),
  ],
  inputSize: [
    [graph, inputs, ...shapeOf, value.dim],
    (_, choices) => [absurd(value.size)(choices)],
  ],
  inputAnySize: [[graph, inputs, ...shapeOf, value.dim], () => [text(value.symbol, 'any')]],
  inputRank: [[graph, inputs, ...shapeOf], (fields) => [...fields, message(value.dim, [])]],
  inputScalar: [[graph, inputs, ...shapeOf], () => []],
  inputType: [
    [graph, inputs, value.type, value.tensor],
    replace(value.element, (choices) => varint(value.element, choices.below(24))),
  ],
  inputName: [
    [graph, inputs],
    replace(value.name, (choices) => text(value.name, choices.pick(names))),
  ],
  outputSize: [
    [graph, outputs, ...shapeOf, value.dim],
    (_, choices) => [absurd(value.size)(choices)],
  ],
  outputRank: [[graph, outputs, ...shapeOf], (fields) => [...fields, message(value.dim, [])]],
  outputScalar: [[graph, outputs, ...shapeOf], () => []],
  outputType: [
    [graph, outputs, value.type, value.tensor],
    replace(value.element, (choices) => varint(value.element, choices.below(24))),
  ],
  outputName: [
    [graph, outputs],
    replace(value.name, (choices) => text(value.name, choices.pick(names))),
  ],
  noInputs: [[graph], without(inputs)],
  noOutputs: [[graph], without(outputs)],
  noWeights: [[graph], without(initializer)],
  noNodes: [[graph], without(node.message)],
  lostNode: [[graph], (fields, choices) => lose(fields, node.message, choices)],
  lostInput: [[graph], (fields, choices) => lose(fields, inputs, choices)],
  doubledGraph: [[], (fields) => [...fields, ...fields.filter(({ number }) => number === graph)]],
  irVersion: [[], replace(irVersion, absurd(irVersion))],
  opset: [[opset.message], replace(opset.version, absurd(opset.version))],
  memoryBomb: [[graph], memoryBomb],
  timeBomb: [[graph], timeBomb],
};

function lose(fields: Field[], number: number, choices: Choices): Field[] {
  const chosen = choices.pick(fields.filter((field) => field.number === number));
  return fields.filter((field) => field !== chosen);
}

/** Changes to an ONNX file that is still well-formed protobuf afterwards. */
export const onnxMutations: Readonly<Record<string, (bytes: Buffer, choices: Choices) => Buffer>> =
  Object.fromEntries(
    Object.entries(changes).map(([name, [path, change]]) => [
      name,
      (bytes: Buffer, choices: Choices) => within(bytes, path, choices, change),
    ]),
  );
