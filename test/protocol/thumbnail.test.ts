import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Thumbnail } from '../../server/src/protocol';
import { labelledPictures, temporaryFolder } from './pictures';
import { errorAnswer, initialize, type RunningServer, startProcess } from './serverProcess';

const samples = path.resolve('media/samples');

async function startServer(): Promise<RunningServer> {
  const server = await startProcess();
  await initialize(server, process.pid, { cacheFolder: await temporaryFolder() });
  return server;
}

function thumbnail({ client }: RunningServer, image: string): Promise<Thumbnail> {
  return client.sendRequest('diffusionClassifier/thumbnail', { image, size: 128 });
}

/** Ids of the processes that make thumbnails for a server. */
function processesOf({ child }: RunningServer): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s.*thumbnails\.js/.exec(line))
    .flatMap((found) => (found && Number(found[2]) === child.pid ? [Number(found[1])] : []));
}

test('thumbnails come while a run goes on, and their process comes and goes with them', async () => {
  const server = await startServer();
  expect(processesOf(server)).toEqual([]);
  const folder = await labelledPictures(8);
  const options = { samples: 40, elimination: 'none' };
  const asked = { folder, labels: ['cat', 'dog'], options };
  let isDone = false;
  const run = server.client.sendRequest('diffusionClassifier/classifyFolder', asked).finally(() => {
    isDone = true;
  });
  const image = pathToFileURL(path.join(samples, 'cat.jpg')).href;
  expect(await thumbnail(server, image)).toMatchObject({
    data: expect.stringMatching(/^data:image\/webp;base64,/),
    width: 128,
    height: 96,
    original: { width: 1_024, height: 768 },
  });
  expect(isDone).toBe(false);
  await run;
  const [first, ...others] = processesOf(server);
  expect(others).toEqual([]);
  process.kill(first!, 'SIGKILL');
  expect(await thumbnail(server, path.join(samples, 'dog.jpg'))).toMatchObject({ width: 128 });
  expect(processesOf(server)).not.toContain(first);
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  await server.exitCode;
  expect(processesOf(server)).toEqual([]);
});

test('what is no image, or none that is there, fails as it does when it is classified', async () => {
  const server = await startServer();
  for (const [image, code] of [
    [path.join(samples, 'README.md'), 'image-not-decodable'],
    [path.join(samples, 'none.jpg'), 'image-not-found'],
    [samples, 'image-not-readable'],
    ['data:image/png;base64,AAAA', 'image-not-decodable'],
    ['https://example.com/cat.jpg', 'image-not-readable'],
  ] as const) {
    expect(await errorAnswer(thumbnail(server, image))).toMatchObject({ data: { code } });
  }
});
