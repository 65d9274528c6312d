import { describe, expect, it } from 'vitest';
import { engineOn, failureOf, request, starts } from './fakeHosts';

describe('fingerprints', () => {
  it('are made many at a time by one host, beside the one of a model', async () => {
    const engine = engineOn('fingerprints');
    const names = Array.from({ length: 40 }, (_, i) => `/${'x'.repeat(i + 1)}.png`);
    const [classified, ...made] = await Promise.all([
      engine.classify(request),
      ...names.map(async (name) => engine.fingerprint(name)),
    ]);
    expect(classified.predicted).toBeDefined();
    expect(made.map(({ width }) => width)).toEqual(names.map((name) => name.length));
    expect(starts()).toBe(2);
  });

  it('fail of the image alone that the host dies of', async () => {
    const engine = engineOn('fingerprints');
    const names = ['/a.png', '/evil.png', '/b.png', '/c.png'];
    const made = await Promise.allSettled(names.map(async (name) => engine.fingerprint(name)));
    expect(made.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await failureOf(engine.fingerprint('/evil.png'))).toMatchObject({
      code: 'image-not-decodable',
      message: expect.stringContaining('/evil.png could not be decoded: the decoder was given up'),
    });
    expect(await engine.fingerprint('/d.png')).toMatchObject({ width: 6 });
  });

  it('that are none end the host, too', async () => {
    const engine = engineOn('fingerprints');
    expect(await failureOf(engine.fingerprint('/garbage.png'))).toMatchObject({
      code: 'image-not-decodable',
    });
  });

  it('are given up at once', async () => {
    const engine = engineOn('fingerprints');
    const stop = new AbortController();
    const made = engine.fingerprint('/a.png', { signal: stop.signal });
    stop.abort();
    expect(await failureOf(made)).toMatchObject({ code: 'cancelled' });
    engine.dispose();
    expect(await failureOf(engine.fingerprint('/a.png'))).toMatchObject({ code: 'cancelled' });
  });

  it('are made of files on this machine', async () => {
    const engine = engineOn('fingerprints');
    expect(await failureOf(engine.fingerprint('a.png'))).toMatchObject({
      code: 'image-not-readable',
    });
  });
});
