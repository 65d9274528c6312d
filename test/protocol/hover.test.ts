import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { classify, pictureFolder, startServer } from './serverProcess';

test('hover over an image link offers to classify, then shows what is known', async () => {
  const server = await startServer();
  const { folder, uri: image } = await pictureFolder();
  const uri = pathToFileURL(path.join(folder, 'notes.md')).href;
  await server.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text: '![d](<a%20disc%20%231.png>)' },
  });
  const hover = () =>
    server.client.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 12 },
    });
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 27 } };
  expect(await hover()).toEqual({
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
  expect(await hover()).toEqual({
    contents: { kind: 'markdown', value: expect.stringContaining(`**${result.predicted}**`) },
    range,
  });
  expect(await server.client.sendRequest('diffusionClassifier/known', { image })).toEqual(result);
});
