import { expect, test } from 'vitest';
import { readSignature } from '../../../server/src/host/denoiser/signature';
import { type Declared, fakeGraph, type Shape } from '../../fixtures/fakeGraph';

const pixels = { shape: [3, 32, 32], downscale: 1 } as const;
const latents = { shape: [4, 64, 64], downscale: 8 } as const;

const classInputs = {
  sample: ['b', 3, 'h', 'w'],
  timestep: { type: 'int64', shape: ['b'] },
  class_labels: { type: 'int64', shape: ['b'] },
};
const textInputs = {
  sample: ['b', 4, 'h', 'w'],
  timestep: { type: 'int64', shape: ['b'] },
  encoder_hidden_states: ['b', 's', 768],
};
const xlInputs = { ...textInputs, text_embeds: ['b', 1280], time_ids: ['b', 6] };

const readClasses = (inputs: Declared, output: Shape = ['b', 3, 'h', 'w']) =>
  readSignature(fakeGraph(inputs, { out_sample: output }), pixels, 'closed');
const readText = (inputs: Declared, output: Shape = ['b', 4, 'h', 'w']) =>
  readSignature(fakeGraph(inputs, { out_sample: output }), latents, 'open');

test('named and unnamed axes are of any size', () => {
  const inputs = { ...classInputs, sample: ['', '', '', ''] };
  expect(readClasses(inputs, ['b', 6, 'h', 'w'])).toMatchObject({
    batch: undefined,
    isCrossed: false,
    sharesTimestep: false,
  });
});

test('an output of five axes has one for the labels', () => {
  expect(readClasses(classInputs, ['b', 'labels', 3, 'h', 'w']).isCrossed).toBe(true);
});

test.each([
  ['optimum', { ...textInputs, timestep: { type: 'int64', shape: [] } }, { sharesTimestep: true }],
  ['diffusers', { ...textInputs, sample: ['b', 'c', 'h', 'w'] }, { sharesTimestep: false }],
  ['with float timesteps', { ...textInputs, timestep: ['b'] }, { sharesTimestep: false }],
  ['with one timestep', { ...textInputs, timestep: [1] }, { sharesTimestep: true }],
  [
    'made for guidance',
    { sample: [2, 4, 64, 64], timestep: [2], encoder_hidden_states: [2, 77, 768] },
    { batch: 2, sharesTimestep: false },
  ],
  [
    'of one row',
    { sample: [1, 4, 64, 64], timestep: [1], encoder_hidden_states: [1, 77, 768] },
    { batch: 1, sharesTimestep: false },
  ],
  [
    'of a compiler',
    { latent_model_input: ['b', 4, 64, 64], t: [], encoder_hidden_states: ['b', 77, 768] },
    { sharesTimestep: true },
  ],
  ['of the original code', { x: ['b', 4, 64, 64], timesteps: ['b'], context: ['b', 77, 768] }, {}],
  ['of SDXL', xlInputs, { sharesTimestep: false }],
  [
    'of SDXL in float16',
    {
      sample: { type: 'float16', shape: ['b', 'c', 'h', 'w'] },
      timestep: { type: 'float16', shape: ['t'] },
      encoder_hidden_states: { type: 'float16', shape: ['b', 's', 2048] },
      text_embeds: { type: 'float16', shape: ['b', 'n'] },
      time_ids: { type: 'float16', shape: ['b', 'n'] },
    },
    {},
  ],
])('an export %s is understood', (_, inputs: Declared, expected) => {
  expect(readText(inputs)).toMatchObject(expected);
});

test.each([
  ['sample', 'timestep', 'class_labels'],
  ['hidden_states', 'timestep', 'class_labels'],
  ['x', 't', 'y'],
])('a class-conditional denoiser may call its inputs %s, %s and %s', (sample, timestep, labels) => {
  const { inputs } = readClasses({
    [labels]: classInputs.class_labels,
    [timestep]: classInputs.timestep,
    [sample]: classInputs.sample,
  });
  expect(inputs).toMatchObject({
    sample: { name: sample },
    timestep: { name: timestep },
    class_labels: { name: labels },
  });
});

test.each([
  ['other names', { a: [], timestep: [] }, /expected inputs sample.*class_labels.*found a, tim/],
  ['an input more', { ...classInputs, mask: ['b'] }, /needs an input mask/],
  ['two samples', { ...classInputs, x: ['b', 3, 32, 32] }, /needs an input x/],
  ['texts', { ...classInputs, encoder_hidden_states: ['b', 77, 8] }, /no text encoder in its fold/],
  ['latents', { ...classInputs, sample: ['b', 4, 8, 8] }, /\[batch, 3, height, width\]/],
  ['another size', { ...classInputs, sample: ['b', 3, 64, 64] }, /64 x 64 pixels, but.*is 32/],
  ['another width', { ...classInputs, sample: ['b', 3, 'h', 64] }, /h x 64 pixels, but.*is 32/],
  ['a timestep a pixel', { ...classInputs, timestep: ['b', 'h', 'w'] }, /\[b, h, w\]/],
  ['3 timesteps', { ...classInputs, timestep: [3] }, /timestep of shape \[batch\], \[1\].*\[3\]/],
  ['3 of 2 labels', { ...classInputs, sample: [2, 3, 32, 32], class_labels: [3] }, /batch of 2/],
  ['one label', { ...classInputs, class_labels: [1] }, /class_labels of shape \[batch\] with a ba/],
])('a class-conditional denoiser with %s is refused', (_, inputs: Declared, said) => {
  expect(() => readClasses(inputs)).toThrow(said);
});

test.each([
  ['no text', classInputs, /expected inputs.*as there is a text encoder.*found sample, time/],
  ['half of SDXL', { ...textInputs, time_ids: ['b', 6] }, /text_embeds, time_ids/],
  ['a mask', { ...textInputs, sample: ['b', 9, 64, 64] }, /\[batch, 4, height.*\[b, 9, 64, 64\]/],
  ['a guidance', { ...textInputs, timestep_cond: ['b', 256] }, /an input timestep_cond/],
  ['96 x 96', { ...textInputs, sample: ['b', 4, 96, 96] }, /96 x 96 latents.*8 times.*is 512/],
  ['flat texts', { ...textInputs, encoder_hidden_states: ['b', 8] }, /\[batch, length, width\]/],
  ['flat pools', { ...xlInputs, text_embeds: ['b', 1, 8] }, /text_embeds of shape \[batch, width/],
])('a text-to-image denoiser with %s is refused', (_, inputs: Declared, said) => {
  expect(() => readText(inputs)).toThrow(said);
});

test.each(['sample', 'timestep', 'encoder_hidden_states'])('%s of float64 is refused', (name) => {
  const shape = { ...textInputs, timestep: ['b'] }[name as 'sample'];
  const inputs = { ...textInputs, [name]: { type: 'float64', shape } };
  expect(() => readText(inputs)).toThrow(new RegExp(`${name} is float64: expected .*float32`));
});

test.each([
  ['a flat output', { out_sample: ['b', 'n'] }, /one of 2 axes/],
  ['no output', {}, /one of 0 axes/],
  ['bytes', { out_sample: { type: 'uint8', shape: ['b', 3, 32, 32] } }, /output is uint8/],
])('%s is refused', (_, outputs: Declared, said) => {
  expect(() => readSignature(fakeGraph(classInputs, outputs), pixels, 'closed')).toThrow(said);
});

test('a fixed batch and an axis for labels do not go together', () => {
  const inputs = { ...classInputs, sample: [2, 3, 32, 32] };
  expect(() => readClasses(inputs, [2, 'labels', 3, 32, 32])).toThrow(/batch is fixed to 2/);
});
