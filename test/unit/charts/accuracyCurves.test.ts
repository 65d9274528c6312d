import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { accuracyCurves, toSvg } from '../../../server/src/charts';

const names = ['0', '500', '0, 500, 1000', 'even 5', 'a', 'b', 'c', 'd', 'e'];
const curves = names.map((name, index) => ({
  name,
  points: [1, 10, 100].map((samples) => ({
    samples,
    accuracy: 0.1 * index,
    low: 0.1 * index,
    high: 0.1 * index + 0.1,
  })),
}));
const labels = { title: 'The strategies', subtitle: 'of <em> & co', chance: 0.25 };

test('a chart is an SVG with its title, strategies, numbers of samples and chance', async () => {
  const warned = vi.spyOn(console, 'warn');
  const svg = await toSvg(accuracyCurves(curves, labels));
  expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual(expect.arrayContaining([...names, '1', '10', '100', 'chance']));
  expect(texts).toEqual(expect.arrayContaining(['The strategies', 'of &lt;em&gt; &amp; co']));
  // Of Vega: what it does not understand, or has in two ways.
  expect(warned).not.toHaveBeenCalled();
});

test('every point has its interval, and no two curves look the same', async () => {
  const svg = await toSvg(accuracyCurves(curves, labels));
  expect(svg.match(/aria-roledescription="rule mark"/g)).toHaveLength(curves.length * 3 + 1);
  const lines = [
    ...svg.matchAll(/<path aria-label="samples[^>]*roledescription="line mark"[^>]*>/g),
  ];
  const looks = lines.map(([line]) => /stroke="[^"]*".*/.exec(line)?.[0]);
  expect(new Set(looks).size).toBe(curves.length);
});

test('a chart reads on white and asks for no font of its own', async () => {
  const svg = await toSvg(accuracyCurves(curves, labels));
  expect(svg).toMatch(/<rect[^>]*fill="white"/);
  expect(new Set(svg.match(/font-family="[^"]*"/g))).toEqual(new Set(['font-family="sans-serif"']));
  expect(svg).not.toMatch(/href=|@import|url\(/);
});

test('the command line reads Vega when it draws, not when it starts', () => {
  const dist = path.resolve(__dirname, '../../../dist');
  const program = readFileSync(path.join(dist, 'cli.js'), 'utf8');
  expect(program).toContain('import("./vega.js")');
  expect(program).not.toMatch(/node_modules\/(vega|d3)-/);
  expect(readFileSync(path.join(dist, 'vega.js'), 'utf8')).toContain('node_modules/vega-lite/');
});
