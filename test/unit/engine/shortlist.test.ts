import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeClipShortlist } from '../../../server/src/models';
import type { ClassifyOptions, LabelRequest } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

/** Never loaded here: the fake hosts have neither denoiser nor scorer. */
const clip = path.resolve('test/fixtures/tiny-clip');
const reader = path.resolve('test/fixtures/tiny-sd1');

const image = '/any.png';
const elimination = { elimination: 'none', samples: 4 } as const;

/** The fake scorer counts the letters "o": moor 2, frog and dog 1, cat 0. */
const labels = ['cat', 'dog', 'frog', 'moor'];

function asked(shortlist: ClassifyOptions['shortlist'], more: ClassifyOptions = {}) {
  return { image, labels, model: reader, options: { ...elimination, ...more, shortlist } };
}

test('the labels that CLIP ranks first are compared, the others have no place', async () => {
  const result = await engineOn('honest').classify(asked({ model: clip, keep: 3 }));
  expect(result.shortlist).toEqual({
    model: 'tiny-clip',
    // Of equal scores the first label goes first.
    kept: ['moor', 'dog', 'frog'],
    dropped: 1,
    keep: 3,
    evaluations: 0,
    seconds: expect.any(Number),
  });
  expect(result.labels.map(({ label }) => label).sort()).toEqual(['dog', 'frog', 'moor']);
  expect(result.evaluations).toBe(3 * 4);
  // One host with the denoiser, and one with the scorer.
  expect(starts()).toBe(2);
});

test('errors of what is kept are those without a shortlist', async () => {
  const all = await engineOn('honest').classify(asked(undefined));
  const some = await engineOn('honest').classify(asked({ model: clip, keep: 2 }));
  for (const { label, error } of some.labels) {
    expect(error).toBe(all.labels.find((one) => one.label === label)!.error);
  }
  expect(all.shortlist).toBeUndefined();
});

test('a prior goes with its label', async () => {
  const weighted = labels.map((label, index) => ({ label, prior: index + 1 }));
  const model = makeModelFolder();
  const known = weighted.filter(({ label }) => label !== 'moor');
  const options = { ...elimination, shortlist: { model: clip, keep: 2 } };
  const result = await engineOn('honest').classify({ image, labels: known, model, options });
  expect(result.shortlist!.kept).toEqual(['dog', 'frog']);
  const [probability] = result.labels.map((one) => one.probability);
  expect(probability).not.toBeNull();
  const alone = await engineOn('honest').classify({
    image,
    labels: known.slice(1),
    model,
    options: elimination,
  });
  expect(result.labels).toEqual(alone.labels);
});

test('where there are no more labels than are kept, nothing is asked of CLIP', async () => {
  const result = await engineOn('honest').classify(asked({ model: clip }));
  expect(result.shortlist).toMatchObject({ keep: 20, dropped: 0, kept: labels });
  expect(starts()).toBe(1);
});

test('how many are kept is what was measured with these labels, with its recall', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'clip-'));
  cpSync(clip, folder, { recursive: true });
  const measured = { keep: 2, recall: 0.97, atLeast: 0.95, images: 400 };
  await writeClipShortlist(folder, { ...measured, labels: labels.toReversed() });
  const engine = engineOn('honest');
  const { shortlist } = await engine.classify(asked({ model: folder }));
  expect(shortlist).toMatchObject({ keep: 2, recall: 0.97, dropped: 2 });
  const given = await engine.classify(asked({ model: folder, keep: 3 }));
  expect(given.shortlist).toMatchObject({ keep: 3, dropped: 1 });
  expect(given.shortlist!.recall).toBeUndefined();
});

test('CLIP is asked the prompts of a model that reads text, and makes its own for one that does not', async () => {
  const engine = engineOn('honest');
  // "oo" in every prompt of the cat; templates are the same for both models.
  const templated = await engine.classify({
    ...asked({ model: clip, keep: 1 }, { templates: ['an image of a {}'] }),
    labels: [{ label: 'cat', prompts: ['oo oo oo'] }, 'dog', 'moor'],
  });
  expect(templated.predicted).toBe('cat');
  // Prompts of a closed vocabulary are names of classes: "a photo of a toad" has more of them.
  const closed = await engine.classify({
    image,
    labels: ['dog', { label: 'frog', prompts: ['toad'] }, { label: 'cat', prompts: ['kitty'] }],
    model: makeModelFolder(),
    options: { ...elimination, shortlist: { model: clip, keep: 2 } },
  });
  expect(closed.shortlist!.kept).toEqual(['dog', 'frog']);
});

test('a prompt that CLIP cannot read to its end is said, as of any model', async () => {
  const long = 'a photograph of a very, very, very long word';
  const { warnings } = await engineOn('honest').classify({
    ...asked({ model: clip, keep: 1 }),
    labels: ['moor', { label: 'long', prompts: [long] }],
  });
  expect(warnings).toContainEqual(
    expect.objectContaining({
      code: 'prompt-cut',
      details: { model: 'tiny-clip', prompt: long, kept: long.slice(0, 40) },
    }),
  );
});

test('scores can be had without a diffusion model', async () => {
  const scored = await engineOn('honest').score({ image, labels, model: clip });
  // "a photo of a " has three of the letter, and there is one part more than letters.
  expect(scored).toMatchObject({ names: labels, scores: [4, 5, 5, 6], model: 'tiny-clip' });
  expect(starts()).toBe(1);
  const options = { templates: ['ooo {}', '{}'] };
  const weighted: LabelRequest[] = ['cat', { label: 'dog', prompts: ['ooooo'] }];
  const own = await engineOn('honest').score({ image, labels: weighted, model: clip, options });
  expect(own.scores).toEqual([4, 6]);
});

test.each([
  ['another kind of model', { model: reader }, 'model-invalid', 'this is a diffusion model'],
  ['no model', { model: '/no/such/folder' }, 'model-not-found', 'no CLIP model /no/such/folder'],
])('%s in front is refused', async (_, shortlist, code, message) => {
  const failure = await failureOf(engineOn('honest').classify(asked({ ...shortlist, keep: 1 })));
  expect(failure).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a label that the diffusion model does not know is refused before CLIP is asked', async () => {
  const options = { ...elimination, shortlist: { model: clip, keep: 1 } };
  const asked = { ...request, labels: ['cat', 'dog', 'moose'], options };
  const failure = await failureOf(engineOn('honest').classify(asked));
  expect(failure.code).toBe('label-unknown');
  expect(starts()).toBe(0);
});

test('an image that kills the scorer twice costs itself; a label that does is not its fault', async () => {
  const engine = engineOn('scorerCrashesOnImage');
  const shortlist = { model: clip, keep: 1 };
  const evil = await failureOf(engine.classify({ ...asked(shortlist), image: '/evil.png' }));
  expect(evil.code).toBe('image-not-decodable');
  const deadly = { ...asked(shortlist), labels: ['cat', 'deadly'] };
  const failure = await failureOf(engine.classify(deadly));
  expect(failure).toMatchObject({
    code: 'host-failed',
    message: expect.stringContaining('The host of CLIP model tiny-clip died twice'),
  });
  expect(statuses.some(({ message }) => message?.includes('CLIP model tiny-clip'))).toBe(true);
  expect((await engine.classify(asked(shortlist))).predicted).toBe('moor');
});

test('a CLIP model that does not fit into memory is named as what does not', async () => {
  const engine = engineOn('scorerFitsNothing');
  const failure = await failureOf(engine.classify(asked({ model: clip, keep: 1 })));
  expect(failure).toMatchObject({
    code: 'out-of-memory',
    message: expect.stringContaining('CLIP model tiny-clip does not fit into memory'),
  });
  expect((await engine.classify(asked(undefined))).evaluations).toBe(4 * 4);
});

test('a scorer that leaves a label out is ended, and named as what failed', async () => {
  const shortlist = { model: clip, keep: 1 };
  const failure = await failureOf(engineOn('scorerAnswersGarbage').classify(asked(shortlist)));
  expect(failure.message).toContain('gave a garbled answer: scores');
});

test('a cancel while CLIP reads the labels ends it', async () => {
  const many = Array.from({ length: 500 }, (_, index) => `thing ${index}`);
  const stop = new AbortController();
  const classifying = engineOn('honest').classify(
    { ...asked({ model: clip, keep: 1 }), labels: many },
    { signal: stop.signal, onStep: ({ name }) => name === 'encoding' && stop.abort() },
  );
  expect((await failureOf(classifying)).code).toBe('cancelled');
});
