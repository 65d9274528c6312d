import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CancellationTokenSource, ProgressType } from 'vscode-jsonrpc/node';
import type { ClassifyResult, ServerStatus, Standing } from '../../server/src/protocol';
import {
  classify,
  denoiserHostOf,
  errorAnswer,
  onStanding,
  pictureFolder,
  startServer,
  type Transport,
} from './serverProcess';

const labels = ['airplane', 'cat', 'dog', 'ship'];

/** Enough to be in the middle of whatever a test does to it. */
const endless = { samples: 100_000, elimination: 'none' } as const;

test.each<Transport>(['stdio', 'socket', 'node-ipc'])('classifies over %s', async (transport) => {
  const server = await startServer(transport);
  const { uri } = await pictureFolder();
  const result = await classify(server, { image: uri, labels, options: { samples: 20 } });
  expect(result).toMatchObject({ image: uri, model: 'everyday-32' });
  expect(result.labels.map(({ label }) => label).sort()).toEqual(labels);
  expect(result.predicted).toBe(result.labels[0]!.label);
  if (result.calibrated) {
    const sum = result.labels.reduce((total, { probability }) => total + probability!, 0);
    expect(sum).toBeCloseTo(1, 9);
  }
});

test('a file URI, a path and a data URI of the same picture give the same digits', async () => {
  const server = await startServer();
  const { file, uri } = await pictureFolder();
  const dataUri = `data:image/png;base64,${(await readFile(file)).toString('base64')}`;
  const results: ClassifyResult[] = [];
  for (const image of [uri, file, dataUri]) {
    const result = await classify(server, { image, labels, options: { samples: 20 } });
    expect(result.image).toBe(image);
    results.push({ ...result, image: '', seconds: 0 });
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test('standings and progress lead up to the result', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const standings: Standing[] = [];
  onStanding(server, 'standing', (standing) => standings.push(standing));
  const progress: { kind: string; percentage?: number }[] = [];
  server.client.onProgress(new ProgressType<{ kind: string }>(), 'work', (value) => {
    progress.push(value);
  });
  const options = { samples: 100, elimination: 'none' } as const;
  const parameters = {
    image: uri,
    labels,
    options,
    workDoneToken: 'work',
    standingToken: 'standing',
  };
  const result = await classify(server, parameters);

  expect(standings.length).toBeGreaterThan(1);
  const evaluations = standings.map((standing) => standing.evaluations);
  expect(evaluations).toEqual([...new Set(evaluations)].sort((a, b) => a - b));
  const last = standings.at(-1)!;
  expect(last.evaluations).toBe(result.evaluations);
  expect(result.evaluations).toBe(last.plannedEvaluations);
  expect(last.labels.map(({ inRace: _, ...label }) => label)).toEqual(result.labels);

  expect(progress[0]).toMatchObject({ kind: 'begin', percentage: 0 });
  expect(progress.at(-1)).toEqual({ kind: 'end' });
  const percentages = progress.slice(1, -1).map(({ percentage }) => percentage!);
  expect(percentages).toEqual([...percentages].sort((a, b) => a - b));
  expect(percentages.at(-1)).toBe(100);
});

test('a cancel in the middle is answered with -32800 within a second', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const source = new CancellationTokenSource();
  const running = new Promise((resolve) => onStanding(server, 'standing', resolve));
  const answer = errorAnswer(
    server.client.sendRequest(
      'diffusionClassifier/classify',
      { image: uri, labels, options: endless, standingToken: 'standing' },
      source.token,
    ),
  );
  await running;
  const began = performance.now();
  source.cancel();
  expect((await answer).code).toBe(-32800);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await server.client.sendRequest('diffusionClassifier/known', { image: uri })).toBeNull();
  await expect(
    classify(server, { image: uri, labels, options: { samples: 5 } }),
  ).resolves.toHaveProperty('predicted');
});

test('a request cancelled while another is worked on never starts', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const first = new CancellationTokenSource();
  const second = new CancellationTokenSource();
  // Of other seeds: the same request would share the first one's work.
  const ask = (token: string, seed: number, source: CancellationTokenSource) =>
    server.client.sendRequest(
      'diffusionClassifier/classify',
      { image: uri, labels, options: { ...endless, seed }, standingToken: token },
      source.token,
    );
  let started = false;
  onStanding(server, 'second', () => {
    started = true;
  });
  const running = new Promise((resolve) => onStanding(server, 'first', resolve));
  const answers = [errorAnswer(ask('first', 1, first)), errorAnswer(ask('second', 2, second))];
  await running;
  second.cancel();
  expect((await answers[1]!).code).toBe(-32800);
  first.cancel();
  expect((await answers[0]!).code).toBe(-32800);
  await classify(server, { image: uri, labels, options: { samples: 5 } });
  expect(started).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'kill -9 of the denoiser host in the middle changes no digit of the result',
  async () => {
    const server = await startServer();
    const { uri } = await pictureFolder();
    const statuses: ServerStatus[] = [];
    server.client.onNotification('diffusionClassifier/status', (status: ServerStatus) => {
      statuses.push(status);
    });
    const asked = { samples: 100, elimination: 'none', trace: true } as const;
    // Remembered, the second time would be over before anything can be killed.
    const options = { ...asked, remember: false };
    const undisturbed = await classify(server, { image: uri, labels, options });

    let killed = false;
    let standingsAfter = 0;
    onStanding(server, 'standing', () => {
      if (killed) standingsAfter += 1;
      else process.kill(denoiserHostOf(server), 'SIGKILL');
      killed = true;
    });
    const parameters = { image: uri, labels, options, standingToken: 'standing' };
    const disturbed = await classify(server, parameters);
    expect(standingsAfter).toBeGreaterThan(0);
    expect({ ...disturbed, seconds: 0 }).toEqual({ ...undisturbed, seconds: 0 });
    expect(statuses.map(({ health }) => health)).toContain('warning');
    expect(statuses.at(-1)).toMatchObject({ health: 'ok', quiescent: true, model: 'everyday-32' });
  },
);

test('status tells busy from quiescent and names model and provider', async () => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const statuses: ServerStatus[] = [];
  server.client.onNotification('diffusionClassifier/status', (status: ServerStatus) => {
    statuses.push(status);
  });
  await classify(server, { image: uri, labels, options: { samples: 5 } });
  await expect
    .poll(() => statuses.at(-1))
    .toEqual({ health: 'ok', quiescent: true, model: 'everyday-32', provider: 'cpu' });
  expect(statuses.some(({ quiescent }) => !quiescent)).toBe(true);
});
