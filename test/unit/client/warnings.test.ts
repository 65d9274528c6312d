import { beforeEach, expect, test, vi } from 'vitest';
import { window } from 'vscode';
import { WarningNotices } from '../../../client/src/warningNotices';
import { warningLines } from '../../../client/src/warningText';
import type { Warning } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));

const show = vi.spyOn(window, 'showWarningMessage');

beforeEach(() => void show.mockClear());

const fallback: Warning = {
  code: 'provider-fallback',
  message: 'The sentence.',
  details: { provider: 'cuda', reason: 'no driver', used: 'cpu' },
};

function cut(prompt: string): Warning {
  return {
    code: 'prompt-cut',
    message: 'The sentence.',
    details: { prompt, kept: prompt.slice(0, 300), model: 'sd' },
  };
}

const shown = () => show.mock.calls.map(([text]) => text as string);

test('each warning has a text of its own, in which the facts are', () => {
  const sampled: Warning = { code: 'latent-sampled', message: '', details: { model: 'sd' } };
  const [first, second, third] = warningLines([fallback, sampled, cut('a cat')]);
  for (const fact of ['cuda', 'no driver', 'cpu']) expect(first).toContain(fact);
  expect(second).toContain('sd');
  expect(third).toContain('"a cat"');
});

test('a label that the model was never trained with is told with what is near it', () => {
  const untrained = (nearest: string): Warning => ({
    code: 'label-untrained',
    message: 'The sentence.',
    details: { model: 'everyday-210', label: 'zebra', nearest },
  });
  const [line] = warningLines([untrained('horse, cow, deer')]);
  expect(line).toMatch(
    /everyday-210 .* "zebra": .* guess.* horse, cow, deer\. Stable Diffusion reads any label\./,
  );
  expect(warningLines([untrained('')])).toEqual(['The sentence.']);
});

test('the sentence of the server stands in where details are missing', () => {
  for (const code of [
    'prompt-cut',
    'label-untrained',
    'latent-sampled',
    'provider-fallback',
  ] as const) {
    expect(warningLines([{ code, message: 'The sentence.', details: {} }])).toEqual([
      'The sentence.',
    ]);
  }
});

test('of a prompt that was cut the beginning is told, and where it was cut', () => {
  const [line] = warningLines([cut(`a cat ${'on a bridge '.repeat(40)}`)]);
  expect(line).toMatch(/^The prompt "a cat on .*…" .* after "….*bridge/);
  expect(line?.length).toBeLessThan(260);
});

test('a warning is told once', () => {
  const notices = new WarningNotices();
  notices.tell([fallback]);
  notices.tell([fallback, fallback]);
  notices.tell();
  expect(shown()).toHaveLength(1);
  notices.tell([fallback, cut('a cat')]);
  expect(shown()).toHaveLength(2);
  expect(shown()[1]).not.toContain('cuda');
});

test('many at once are one message, which says how many more there are', () => {
  new WarningNotices().tell(['a', 'b', 'c', 'd', 'e'].map(cut));
  expect(shown()).toHaveLength(1);
  expect(shown()[0]).toContain('and 2 more');
});
