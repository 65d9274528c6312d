import type { InferenceSession } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { readSignature } from '../../../server/src/host/denoiserSignature';

type Shape = (number | string)[];

function session(
  inputs: Record<string, Shape>,
  output: Shape,
  types: Readonly<Record<string, string>> = {},
): InferenceSession {
  const tensor = (name: string, shape: Shape) => ({
    name,
    isTensor: true,
    type: types[name] ?? 'float32',
    shape,
  });
  return {
    inputMetadata: Object.entries(inputs).map(([name, shape]) => tensor(name, shape)),
    outputMetadata: [tensor('out_sample', output)],
  } as unknown as InferenceSession;
}

const inputs = { sample: ['b', 3, 'h', 'w'], timestep: ['b'], class_labels: ['b'] };
const fail = (problem: string): never => {
  throw new Error(problem);
};

test('named axes are of any size', () => {
  const signature = readSignature(session(inputs, ['b', 6, 'h', 'w']), 32, fail);
  expect(signature).toMatchObject({ shape: [3, 32, 32], isCrossed: false });
});

test.each([
  [
    'an input of another name',
    { x: [], timestep: [] },
    ['b', 3, 8, 8],
    /class_labels.*x, timestep/,
  ],
  ['a batch of one', { ...inputs, sample: [1, 3, 8, 8] }, ['b', 3, 8, 8], /batch of any size/],
  ['latents', { ...inputs, sample: ['b', 4, 8, 8] }, ['b', 4, 8, 8], /\[batch, 3, height, width\]/],
  ['a flat output', inputs, ['b', 'n'], /one of 2 axes/],
  ['an input more', { ...inputs, text: ['b'] }, ['b', 3, 8, 8], /needs an input text/],
  ['a timestep a pixel', { ...inputs, timestep: ['b', 'h', 'w'] }, ['b', 3, 8, 8], /\[b, h, w\]/],
  ['one label', { ...inputs, class_labels: [1] }, ['b', 3, 8, 8], /class_labels of shape/],
])('%s is refused', (_, given, output, said) => {
  expect(() => readSignature(session(given, output), 32, fail)).toThrow(said);
});

test.each([
  ['sample', /sample is float64: export it with float32/],
  ['timestep', /timestep is float64: expected int64, int32, float32/],
  ['class_labels', /class_labels is float64/],
  ['out_sample', /the output is float64: export it with float32/],
])('%s of another type is refused', (name, said) => {
  const given = session(inputs, ['b', 3, 32, 32], { [name]: 'float64' });
  expect(() => readSignature(given, 32, fail)).toThrow(said);
});

test.each([undefined, { name: 'out_sample', isTensor: false }])(
  'an output that is no tensor is refused: %j',
  (output) => {
    const { inputMetadata } = session(inputs, []);
    const given = { inputMetadata, outputMetadata: [output] } as unknown as InferenceSession;
    expect(() => readSignature(given, 32, fail)).toThrow(/found one of 0 axes/);
  },
);
