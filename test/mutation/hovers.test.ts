import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { connectInProcess, type FakeEngine, initialize } from '../unit/lsp/inProcessServer';
import { languages } from '../unit/lsp/references/hovered';
import { Choices, report, share } from './mutations';

const seed = 20_261_123;
const linesALanguage = share(10_000);
const longestLine = 100_000;

let client: MessageConnection;
let engine: FakeEngine;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hovers-'));
  for (const name of ['cat.jpg', 'my dog.png']) await writeFile(path.join(folder, name), 'pixels');
  ({ client, engine } = connectInProcess());
  await initialize(client, {
    initializationOptions: { cacheFolder: null },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'workspace' }],
  });
});
afterAll(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

const pieces = [
  ...['"cat.jpg"', "'my dog.png'", '![a](cat.jpg)', 'url(cat.jpg)', ',cat.jpg,', '\tcat.jpg\t'],
  ...['cat.jpg', 'my dog.png', 'my%20dog.png', 'gone.svg', '~/x.gif', '/x.tiff', 'http://x/y.jpg'],
  ...['"', "'", '`', '""', '\\"', '\\', '\\u732b', '(', ')', '](', '![', '[a]: ', '<', '>', ' # '],
  ...['<img src="', '" alt="', 'srcset="', ' 1x, ', 'url(', 'href=', '&amp;', '{', '}', '[', ']'],
  ...[', ', ',', ';', '\t', ': ', '- ', ' ', ' = ', "r'", "f'", '|', 'a', 'word', '猫', '🐱', '$'],
];

/** A line of a length between 1 and the longest, as many short ones as long ones. */
function randomLine(choices: Choices): string {
  const length = Math.ceil(longestLine ** ((choices.below(1_000) + 1) / 1_000));
  const repeated = choices.below(4) === 0 ? [choices.pick(pieces), choices.pick(pieces)] : pieces;
  const parts: string[] = [];
  for (let size = 0; size < length; size += parts.at(-1)!.length) {
    parts.push(choices.pick(repeated));
  }
  return parts.join('').slice(0, length);
}

/** A place in the line, at every other time one in the name of an image. */
function randomPlace(choices: Choices, line: string): number {
  const place = choices.below(line.length);
  const name = choices.below(2) === 0 ? line.indexOf('.', place) : -1;
  return name < 0 ? place : name;
}

interface Hover {
  range: { start: { character: number }; end: { character: number } };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

test('random lines of 1 to 100,000 characters have their hovers or none, in time', async () => {
  const uri = pathToFileURL(path.join(folder, 'document')).href;
  const figures: Record<string, object> = {};
  for (const [index, languageId] of languages.entries()) {
    const choices = new Choices(seed + index);
    const milliseconds: number[] = [];
    const processorMilliseconds: number[] = [];
    let found = 0;
    for (let i = 0; i < linesALanguage; i += 1) {
      const text = randomLine(choices);
      const character = randomPlace(choices, text);
      const textDocument = { uri, languageId, version: i, text };
      await client.sendNotification('textDocument/didOpen', { textDocument });
      const hover = (line: number): Promise<Hover | null> =>
        client.sendRequest('textDocument/hover', {
          textDocument: { uri },
          position: { line, character },
        });
      // What is measured does not include the arrival of the document.
      await hover(1);
      const [began, used] = [performance.now(), process.cpuUsage()];
      const answer = await hover(0);
      milliseconds.push(performance.now() - began);
      const { user, system } = process.cpuUsage(used);
      processorMilliseconds.push((user + system) / 1_000);
      await client.sendNotification('textDocument/didClose', { textDocument: { uri } });
      if (!answer) continue;
      found += 1;
      expect(answer.range.start.character).toBeLessThanOrEqual(character);
      expect(answer.range.end.character).toBeGreaterThan(character);
      expect(answer.range.end.character).toBeLessThanOrEqual(text.length);
    }
    milliseconds.sort((a, b) => a - b);
    processorMilliseconds.sort((a, b) => a - b);
    figures[languageId] = {
      lines: linesALanguage,
      found,
      median: quantile(milliseconds, 0.5),
      p99: quantile(milliseconds, 0.99),
      worst: milliseconds.at(-1),
      over50ms: milliseconds.filter((time) => time > 50).length,
      processorP99: quantile(processorMilliseconds, 0.99),
      processorWorst: processorMilliseconds.at(-1),
    };
    expect(found).toBeGreaterThan(0);
    // Of the processor: what other processes of a busy machine take says nothing of hovers.
    expect(quantile(processorMilliseconds, 0.99)).toBeLessThan(50);
    expect(milliseconds.at(-1)).toBeLessThan(5_000);
  }
  report('hovers', { seed, milliseconds: figures });
  expect(engine.asked).toEqual([]);
}, 600_000);
