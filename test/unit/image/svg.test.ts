import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from './testImage';

let folder: string;
let red: Buffer;
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.setHeader('content-type', 'image/png').end(red);
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'svg '));
  const create = { width: 10, height: 10, channels: 3, background: 'red' } as const;
  red = await sharp({ create }).png().toBuffer();
  await writeFile(path.join(folder, 'red.png'), red);
  await writeFile(
    path.join(folder, 'red.svg'),
    drawing('<rect id="red" width="9" height="9" fill="red"/>'),
  );
  await writeFile(path.join(folder, 'red.txt'), '<rect width="10" height="10" fill="red"/>');
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const namespaces =
  'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude"';
const drawing = (content: string, before = '') =>
  `${before}<svg ${namespaces} width="10" height="10">${content}</svg>`;

async function redPixels(svg: string): Promise<number> {
  const { data } = await decode(Buffer.from(svg), 'x.svg', { size: 5 });
  let count = 0;
  for (let at = 0; at < data.length; at += 3) if (data[at]! > 200 && data[at + 1]! < 50) count += 1;
  return count;
}

test('a picture inside the SVG is drawn: the test below would see it', async () => {
  const inside = `<image href="data:image/png;base64,${red.toString('base64')}" width="10" height="10"/>`;
  expect(await redPixels(drawing(inside))).toBe(100);
});

test('an SVG reads nothing outside itself, neither files nor addresses', async () => {
  const { port } = server.address() as AddressInfo;
  const url = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const references = [
    url('red.png'),
    path.join(folder, 'red.png'),
    path.relative(process.cwd(), path.join(folder, 'red.png')),
    'red.png',
    '../x.png',
    `http://127.0.0.1:${port}/red.png`,
  ];
  const contents = [
    ...references.map((href) => `<image href="${href}" width="10" height="10"/>`),
    ...references.map((href) => `<image xlink:href="${href}" width="10" height="10"/>`),
    ...references.map(
      (href) =>
        `<style>@import url(${href}); rect { fill: url(${href}) }</style><rect width="0" height="10"/>`,
    ),
    `<use href="${url('red.svg')}#red"/>`,
    `<xi:include href="${url('red.txt')}"/>`,
    `<xi:include href="${url('red.txt')}" parse="text"/>`,
  ];
  for (const content of contents) expect(await redPixels(drawing(content)), content).toBe(0);
  expect(requests).toBe(0);
});

test('an external entity is not resolved', async () => {
  for (const uri of [
    pathToFileURL(path.join(folder, 'red.txt')).href,
    path.join(folder, 'red.txt'),
  ]) {
    const before = `<!DOCTYPE svg [<!ENTITY x SYSTEM "${uri}">]>`;
    await expect(redPixels(drawing('&x;', before))).rejects.toMatchObject({
      code: 'image-not-decodable',
    });
  }
});

const tenfold = (levels: number, ten: (level: number) => string) =>
  Array.from({ length: levels }, (_, level) => ten(level + 1)).join('');

test.each([
  {
    bomb: 'entities that stand for a billion shapes',
    svg: drawing(
      '&e9;',
      `<!DOCTYPE svg [<!ENTITY e0 "<rect/>">${tenfold(9, (n) => `<!ENTITY e${n} "${`&e${n - 1};`.repeat(10)}">`)}]>`,
    ),
  },
  {
    bomb: 'groups that use a billion shapes',
    svg: drawing(
      `<g id="g0"><rect/></g>${tenfold(9, (n) => `<g id="g${n}">${`<use href="#g${n - 1}"/>`.repeat(10)}</g>`)}`,
    ),
  },
  {
    bomb: 'elements a hundred thousand deep',
    svg: drawing('<g>'.repeat(1e5) + '</g>'.repeat(1e5)),
  },
])('$bomb are refused within the limits', async ({ svg }) => {
  const began = performance.now();
  const decoded = decode(Buffer.from(svg), 'bomb.svg', { limits: { seconds: 2 } });
  await expect(decoded).rejects.toMatchObject({
    code: expect.stringMatching(/image-not-decodable|image-over-limit/),
  });
  expect(performance.now() - began).toBeLessThan(5_000);
});
