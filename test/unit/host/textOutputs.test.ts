import { expect, test } from 'vitest';
import { textOutputs } from '../../../server/src/host/conditioning/textOutputs';
import { type Declared, fakeGraph } from '../../fixtures/fakeGraph';

const last = { hidden: 'last', pooled: false } as const;
const first = { hidden: 'penultimate', pooled: false } as const;
const second = { hidden: 'penultimate', pooled: true } as const;

const hidden = ['b', 's', 8];
const states = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`hidden_states.${index}`, hidden]),
  );

const outputsOf = (
  outputs: Declared,
  wanted: typeof last | typeof first | typeof second,
  layers?: number,
) => textOutputs(fakeGraph({}, outputs), wanted, layers);

test.each([
  ['optimum', { last_hidden_state: hidden, pooler_output: ['b', 8] }, 'last_hidden_state'],
  [
    'optimum with all hidden states',
    { pooler_output: ['b', 8], ...states(13), last_hidden_state: hidden },
    'last_hidden_state',
  ],
  ["ONNX Runtime's tools", { text_embeddings: hidden }, 'text_embeddings'],
])('Stable Diffusion is given the last hidden state of an export of %s', (_, outputs, name) => {
  expect(outputsOf(outputs, last, 12)).toEqual({ hidden: name, pooled: undefined });
});

test.each([
  ['12 layers', 12, 13, 'hidden_states.11'],
  ['32 layers', 32, 33, 'hidden_states.31'],
  ['a number of layers that is not known', undefined, 33, 'hidden_states.31'],
  ['12 layers whose last state was left out', 12, 12, 'hidden_states.11'],
])('SDXL is given the last state but one of %s', (_, layers, count, name) => {
  const outputs = { last_hidden_state: hidden, ...states(count) };
  expect(outputsOf(outputs, first, layers).hidden).toBe(name);
});

test('SDXL is given the pooled embedding after its projection', () => {
  const outputs = { text_embeds: ['b', 8], last_hidden_state: hidden, ...states(3) };
  expect(outputsOf(outputs, second, 2)).toEqual({
    hidden: 'hidden_states.1',
    pooled: 'text_embeds',
  });
});

test("the two outputs of ONNX Runtime's tools are told apart by their axes", () => {
  const outputs = { text_embeddings: ['b', 8], hidden_states: hidden };
  expect(outputsOf(outputs, second, 32)).toEqual({
    hidden: 'hidden_states',
    pooled: 'text_embeddings',
  });
});

test.each([
  ['no hidden state', { pooler_output: ['b', 8] }, last, /last_hidden_state .*found pooler_outp/],
  ['only the last state', { last_hidden_state: hidden }, first, /hidden_states\.11.*output_hidden/],
  ['too few states', states(5), first, /hidden_states\.11 .*hidden_states\.4/],
  ['no pooled embedding', states(13), second, /text_embeds \[batch, width\], but found hidden/],
  [
    'a pooled embedding before its projection',
    { ...states(13), pooler_output: ['b', 8] },
    second,
    /text_em/,
  ],
  ['whole numbers', { last_hidden_state: { type: 'int64', shape: hidden } }, last, /\(int64\)/],
  ['nothing', {}, last, /found none/],
])('an export with %s is refused with what it has', (_, outputs: Declared, wanted, said) => {
  expect(() => outputsOf(outputs, wanted, 12)).toThrow(said);
});

test('where neither layers nor states are known it is said what was looked for', () => {
  expect(() => outputsOf({ last_hidden_state: hidden }, first)).toThrow(/output hidden_states \[/);
});
