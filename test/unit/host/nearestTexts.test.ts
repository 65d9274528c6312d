import { expect, test } from 'vitest';
import { NearestTexts } from '../../../server/src/host/conditioning';
import type { Conditioning } from '../../../server/src/host/messages';
import { encoded } from '../../../server/src/host/tensors';

/** Two tokens of two numbers each, one after the other. */
const states: Readonly<Record<string, number[]>> = {
  north: [0, 1, 0, 2],
  east: [3, 0, 0, 0],
  west: [-1, 0, 0, 0],
  'a little north': [0, 0, 0, 0.1],
  'east by north': [1, 0, 0.5, 0.2],
  nothing: [0, 0, 0, 0],
};

function setUp(type: 'float32' | 'float16' = 'float32') {
  const encodings: string[][] = [];
  const rows = async (conditionings: readonly Conditioning[]) => {
    const prompts = conditionings.map((one) => ('prompt' in one ? one.prompt : ''));
    if (prompts.length > 0) encodings.push(prompts);
    return prompts.map((prompt) => ({
      encoder_hidden_states: { bytes: encoded(type, states[prompt]!), dims: [2, 2] },
    }));
  };
  const signature = { inputs: { encoder_hidden_states: { type } } };
  const texts = new NearestTexts({ rows }, { signature } as never);
  const nearest = async (prompts: string[], among: string[], most = 4) => {
    const found = await texts.nearest({ prompts, among, most });
    return found.map((of) => of.map((index) => among[index]!));
  };
  return { nearest, encodings };
}

test('texts are compared by the direction of the sum of their tokens', async () => {
  const { nearest } = setUp();
  const among = ['west', 'north', 'east'];
  expect(await nearest(['east by north', 'a little north'], among)).toEqual([
    ['east', 'north', 'west'],
    ['north', 'west', 'east'],
  ]);
  expect(await nearest(['east by north', 'a little north'], among, 1)).toEqual([
    ['east'],
    ['north'],
  ]);
});

test('a text without any state is as near to one as to another', async () => {
  const among = ['west', 'north', 'nothing'];
  expect(await setUp().nearest(['nothing'], among)).toEqual([among]);
});

test('states may be float16', async () => {
  const { nearest } = setUp('float16');
  expect(await nearest(['east by north'], ['north', 'east'])).toEqual([['east', 'north']]);
});

test('what is known is encoded once', async () => {
  const { nearest, encodings } = setUp();
  await nearest(['west'], ['north', 'east', 'north']);
  await nearest(['nothing', 'west'], ['north', 'east']);
  expect(encodings).toEqual([['north', 'east'], ['west'], ['nothing']]);
});
