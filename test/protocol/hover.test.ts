import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import {
  classify,
  initialize,
  pictureFolder,
  type RunningServer,
  startProcess,
} from './serverProcess';

const line = '![d](<a%20disc%20%231.png>)';
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: line.length } };

/** Opens a document with the one line beside the picture, and hovers over that. */
async function hover({ client }: RunningServer, folder: string): Promise<unknown> {
  const uri = pathToFileURL(path.join(folder, 'notes.md')).href;
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text: line },
  });
  return client.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: 12 },
  });
}

test('hover over an image link offers to classify, then shows what is known', async () => {
  const server = await startProcess();
  await initialize(server, process.pid, { commandLinks: true, cacheFolder: null });
  const { folder, uri: image } = await pictureFolder();
  expect(await hover(server, folder)).toEqual({
    contents: {
      kind: 'markdown',
      value: expect.stringMatching(
        /has not been classified.*\(command:diffusionClassifier\.classifyImage\?/,
      ),
    },
    range,
  });
  const result = await classify(server, {
    image,
    labels: ['ship', 'frog'],
    options: { samples: 5 },
  });
  expect(await hover(server, folder)).toEqual({
    contents: { kind: 'markdown', value: expect.stringContaining(`**${result.predicted}**`) },
    range,
  });
  expect(await server.client.sendRequest('diffusionClassifier/known', { image })).toEqual({
    ...result,
    classified: expect.any(String),
  });
});

test('the first hover of a server shows what an earlier server has found', async () => {
  const { folder, uri: image } = await pictureFolder();
  const options = { cacheFolder: path.join(folder, 'cache') };
  const earlier = await startProcess();
  await initialize(earlier, process.pid, options);
  const { predicted } = await classify(earlier, {
    image,
    labels: ['ship', 'frog'],
    options: { samples: 5 },
  });
  const later = await startProcess();
  await initialize(later, process.pid, options);
  expect(await hover(later, folder)).toEqual({
    contents: { kind: 'markdown', value: expect.stringContaining(`**${predicted}**`) },
    range,
  });
});
