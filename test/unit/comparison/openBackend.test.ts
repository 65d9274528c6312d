import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../../../server/src/comparison';
import type { BackendAnswer } from '../../../server/src/comparison/backend';
import type { Engine } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import type { ClassifyResult } from '../../../server/src/protocol';

const fixture = (name: string) => path.resolve('test/fixtures', name);
const files = ['/a.png', '/b.png', '/c.png'];
const unreadable = new Failure('image-not-readable', '/b.png is a pipe.');
const slow = { code: 'prompt-cut', message: 'A prompt was cut.' } as never;

type Asked = Pick<Engine, 'classifyImages' | 'score' | 'features'>;

function engineThat(answers: Partial<Asked>): Asked {
  const unused = async () => {
    throw new Error('this is not asked');
  };
  return { classifyImages: unused, score: unused, features: unused, ...answers };
}

/** Opens a backend between labels, and what it answers for {@link files}. */
async function answersOf(
  given: string,
  labels: string[],
  engine: Asked,
  more: Partial<Parameters<typeof openBackend>[1]> = {},
) {
  const backend = await openBackend(given, { labels, options: {}, engine, ...more });
  const answers = new Map<string, BackendAnswer | Failure>();
  const [warnings, prepared]: [string[], string[]] = [[], []];
  const signal = new AbortController().signal;
  await backend.classify(files, {
    signal,
    onAnswer: (file, answer) => answers.set(file, answer),
    onWarning: ({ message }) => warnings.push(message),
    onPreparing: (what) => prepared.push(what),
  });
  return { ...backend, answers, warnings, prepared };
}

describe('a diffusion model', () => {
  const result = { predicted: 'dog', seconds: 2, evaluations: 60, warnings: [slow] };
  const engine = engineThat({
    classifyImages: async ({ labels, model }, images, { onAnswer }) => {
      expect(labels).toEqual(['cat', 'dog']);
      expect(model).toBe(path.resolve('models/everyday-32'));
      for await (const image of images) {
        if (image === '/b.png') await onAnswer({ image, failure: unreadable });
        else await onAnswer({ image, result: { ...result, image } as unknown as ClassifyResult });
      }
    },
  });

  test.each(['everyday-32', 'diffusion:everyday-32', 'models/everyday-32'])('%s', async (name) => {
    const found = await answersOf(name, ['cat', 'dog'], engine);
    expect(found).toMatchObject({ name: 'everyday-32', kind: 'diffusion' });
    const answer = { predicted: 'dog', seconds: 2, evaluations: 60, remembered: 0 };
    expect(found.answers.get('/a.png')).toEqual(answer);
    expect(found.answers.get('/b.png')).toBe(unreadable);
    expect(found.warnings).toEqual(['A prompt was cut.', 'A prompt was cut.']);
  });

  test('a label that it does not know is said before anything is computed', async () => {
    await expect(answersOf('everyday-32', ['cat', 'zebra'], engine)).rejects.toMatchObject({
      code: 'label-unknown',
    });
  });

  test('one that reads text is asked for any label', async () => {
    const asking = openBackend(fixture('tiny-sd1'), { labels: ['zebra'], options: {}, engine });
    expect(await asking).toMatchObject({ name: 'tiny-sd1', kind: 'diffusion' });
  });

  test('nothing of that name', async () => {
    await expect(answersOf('no-such', ['cat'], engine)).rejects.toMatchObject({
      code: 'model-not-found',
      message: expect.stringContaining('There is no model no-such'),
    });
  });
});

describe('a model that scores labels', () => {
  const scoring = (scores: number[], asked: unknown[] = []) =>
    engineThat({
      score: async ({ model, options, labels }, control = {}) => {
        asked.push({ model: typeof model === 'string' ? model : model.id, options, labels });
        expect(control.priority).toBe('background');
        const work = { model: '', provider: 'cpu', seconds: 0.1 } as const;
        return { names: labels as string[], scores, warnings: [slow], ...work };
      },
    });

  test.each([
    [fixture('tiny-clip'), 'clip'],
    [`clip:${fixture('tiny-clip')}`, 'clip'],
    [fixture('tiny-classifier'), 'classifier'],
    [fixture('tiny-classifier/model.onnx'), 'classifier'],
    [`onnx:${path.relative('.', fixture('tiny-classifier'))}`, 'classifier'],
  ])('%s takes an image for the label of the highest score', async (given, kind) => {
    const labels = ['speedboat', 'crane', 'tabby'];
    const { answers, ...found } = await answersOf(given, labels, scoring([1, 3, 3]));
    expect(found).toMatchObject({ kind, name: path.basename(fixture(`tiny-${kind}`)) });
    const answer = { predicted: 'crane', seconds: 0.1, evaluations: 0, remembered: 0 };
    expect([...answers.values()]).toEqual([answer, answer, answer]);
    expect(found.warnings).toHaveLength(3);
  });

  test('CLIP is asked with the templates of the diffusion model, a classifier by names', async () => {
    const asked: unknown[] = [];
    const options = { templates: ['a sketch of a {}'] };
    const labels = ['crane', 'tabby'];
    await answersOf(fixture('tiny-clip'), labels, scoring([1, 2], asked), { options });
    await answersOf(fixture('tiny-classifier'), labels, scoring([1, 2], asked), { options });
    expect(asked[0]).toEqual({ model: 'tiny-clip', options, labels });
    expect(asked.at(-1)).toEqual({ model: 'tiny-classifier', options: {}, labels });
  });

  test('a class that a classifier does not know is said beforehand', async () => {
    await expect(
      answersOf(fixture('tiny-classifier'), ['tabby', 'zebra'], scoring([])),
    ).rejects.toThrow(/tiny-classifier does not know the label "zebra"/);
  });

  test('what is wrong with one image is its answer, what is wrong with all ends it', async () => {
    const failing = (error: Error) =>
      engineThat({
        score: async ({ image, labels }) => {
          if (image === '/b.png') throw error;
          const work = { model: '', provider: 'cpu', seconds: 0.1 } as const;
          return { names: labels as string[], scores: [1, 2], warnings: [], ...work };
        },
      });
    const clip = fixture('tiny-clip');
    const { answers } = await answersOf(clip, ['a', 'b'], failing(unreadable));
    expect(answers.get('/b.png')).toBe(unreadable);
    expect(answers.size).toBe(3);
    const dead = new Failure('host-failed', 'Dead.');
    await expect(answersOf(clip, ['a', 'b'], failing(dead))).rejects.toBe(dead);
  });
});

describe('a linear probe', () => {
  /** Of a dog's picture the first feature is large; the files say which it is. */
  const engine = engineThat({
    features: async ({ image, samples, options }) => {
      expect(samples).toEqual([
        { timestep: 100, noiseRow: 0 },
        { timestep: 300, noiseRow: 1 },
      ]);
      expect(options).toEqual({ seed: 4 });
      if (image === '/b.png') throw unreadable;
      const isDog = image.includes('dog') || image === '/c.png';
      const features = [
        [isDog ? 2 : -2, image.length % 3],
        [0.5, image.length % 2],
      ];
      return { features, warnings: [], model: '', provider: 'cpu', seconds: 0.2 };
    },
  });
  const training = ['cat', 'dog'].flatMap((label) =>
    ['1', '22', '333'].map((name) => ({ file: `/train/${label}${name}.png`, label })),
  );
  const probe = { training, timesteps: [100, 300], options: { seed: 4 } };

  test('learns from some images of each label, and tells others apart', async () => {
    const found = await answersOf('probe:everyday-32', ['cat', 'dog'], engine, { probe });
    expect(found).toMatchObject({ kind: 'probe', name: 'probe of everyday-32, 3 a label' });
    expect(found.answers.get('/a.png')).toMatchObject({ predicted: 'cat', evaluations: 2 });
    expect(found.answers.get('/b.png')).toBe(unreadable);
    expect(found.answers.get('/c.png')).toMatchObject({ predicted: 'dog', seconds: 0.2 });
    expect(found.prepared.slice(-2)).toEqual(['training image 6 of 6', 'fitting']);
  });

  test('is not fitted to its end for whoever has cancelled', async () => {
    const stop = new AbortController();
    const backend = await openBackend('probe:everyday-32', {
      labels: ['cat', 'dog'],
      options: {},
      engine,
      probe,
    });
    const asking = backend.classify(files, {
      signal: stop.signal,
      onAnswer: () => expect.unreachable(),
      onWarning: () => {},
      onPreparing: (what) => what === 'fitting' && stop.abort(),
    });
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('needs something to learn from', async () => {
    await expect(answersOf('probe:everyday-32', ['cat'], engine)).rejects.toThrow(
      'give --train FOLDER for probe:everyday-32',
    );
  });
});
