import { expect, test, vi } from 'vitest';
import { differenceCurve, toSvg } from '../../../server/src/charts';

const points = [
  { timestep: 250, difference: 0.01, interval: [0.005, 0.015] as const },
  { timestep: 500, difference: -0.002, interval: [-0.004, 0] as const },
  { timestep: 700, difference: 0.003, interval: null },
];

test('each point is drawn in the colour of the label that it speaks for', async () => {
  const warned = vi.spyOn(console, 'warn');
  const svg = await toSvg(differenceCurve(points, { labels: ['cat', 'dog'], range: [200, 800] }));
  const drawn =
    /aria-label="timestep: (\d+)[^"]*" role="[^"]*" aria-roledescription="point"[^>]*fill="(#\w+)"/g;
  const colours = [...svg.matchAll(drawn)].map(([, timestep, colour]) => `${timestep} ${colour}`);
  expect(colours.sort()).toEqual(['250 #0072b2', '500 #d55e00', '700 #0072b2']);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual(expect.arrayContaining(['↑ cat', '↓ dog', '200', '800']));
  expect(warned).not.toHaveBeenCalled();
});
