import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Explanation, explanationPng } from '../../../server/src/image';
import { overlay, scaleOf, smoothed } from '../../../server/src/image/explanation/overlay';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const how = { name: 'picture', limits: defaultImageLimits };

async function picture(width: number, height: number): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#808080' } as const;
  return await sharp({ create }).png().toBuffer();
}

/** The left half speaks for the first label, the right half for the second. */
const halves = Array.from({ length: 32 * 32 }, (_, cell) => (cell % 32 < 16 ? 0.5 : -0.5));

function explanation(width: number, height: number, changes: Partial<Explanation> = {}) {
  const side = Math.min(width, height);
  return {
    image: { width, height },
    region: { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side },
    labels: ['cat', 'dog'] as const,
    map: { width: 32, height: 32, data: halves },
    title: 'Why cat rather than dog?',
    subtitle: 'of a test',
    charts: [],
    ...changes,
  };
}

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const from = (y * info.width + x) * info.channels;
    return [...data.subarray(from, from + 3)];
  };
  return { ...info, at };
}

// The map's panel begins at 532 and 96, and is 480 wide or high.
test.each([
  ['square', 32, 32, [652, 336], [892, 336], undefined],
  ['landscape', 640, 320, [672, 216], [872, 216], [600, 216]],
  ['portrait', 300, 600, [592, 336], [712, 336], [652, 120]],
])(
  'over a %s picture the map lies where the model looks: blue on the left, orange on the right',
  async (_, width, height, left, right, outside) => {
    const png = await explanationPng(await picture(width, height), explanation(width, height), how);
    const { at, ...size } = await pixelsOf(png);
    expect(size.width).toBe(1040);
    const [red, green, blue] = at(left[0]!, left[1]!);
    expect(blue).toBeGreaterThan(red! + 50);
    const [warm, , cold] = at(right[0]!, right[1]!);
    expect(warm).toBeGreaterThan(cold! + 50);
    expect(green).toBeGreaterThan(0);
    if (outside) {
      const [r, g, b] = at(outside[0]!, outside[1]!);
      expect([g, b]).toEqual([r, r]);
    }
    // The picture beside it has its own colours.
    const [r, g, b] = at(left[0]! - 504, left[1]!);
    expect([r, g, b]).toEqual([128, 128, 128]);
  },
);

test('the height is that of the picture and the charts', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"/>';
  const chart = { title: 'by timestep', svg, height: 50 };
  const wide = explanation(100, 50);
  const one = await pixelsOf(await explanationPng(await picture(100, 50), wide, how));
  const two = await pixelsOf(
    await explanationPng(await picture(100, 50), { ...wide, charts: [chart] }, how),
  );
  expect(one.height).toBe(96 + 240 + 96);
  expect(two.height).toBe(one.height + 94);
});

test.each(['orientation-3.jpg', 'orientation-6.jpg'])('%s is shown upright', async (name) => {
  const bytes = await readFile(path.join(__dirname, '../../fixtures/images', name));
  const nothing = { width: 1, height: 1, data: [0] };
  const { at } = await pixelsOf(
    await explanationPng(bytes, explanation(64, 48, { map: nothing }), how),
  );
  // Upright it is red on the upper left and yellow on the lower right.
  expect(at(50, 110)[0]).toBeGreaterThan(at(50, 110)[1]! + 100);
  expect(at(480, 440)[1]).toBeGreaterThan(at(480, 440)[2]! + 100);
});

test('a drawing is larger here than the model saw it, and so is its region', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100" fill="#808080"/></svg>',
  );
  const { at } = await pixelsOf(await explanationPng(svg, explanation(128, 64), how));
  expect(at(672, 216)[2]).toBeGreaterThan(at(672, 216)[0]! + 50);
  expect(new Set(at(600, 216)).size).toBe(1);
});

test('labels of any length and content make a picture', async () => {
  const labels = ['<b>&amp;'.repeat(300), '猫'.repeat(500)] as const;
  const title = `Why ${labels[0]} rather than ${labels[1]}?`;
  const png = await explanationPng(
    await picture(32, 32),
    explanation(32, 32, { labels, title }),
    how,
  );
  expect((await pixelsOf(png)).width).toBe(1040);
});

test('smoothing keeps what is the same everywhere, and spreads what is not', () => {
  const even = smoothed({ width: 5, height: 4, data: new Array(20).fill(3) }, 1);
  for (const value of even.data) expect(value).toBeCloseTo(3, 12);
  const peak = smoothed(
    { width: 5, height: 5, data: Array.from({ length: 25 }, (_, i) => Number(i === 12)) },
    1,
  );
  expect(peak.data[12]).toBeLessThan(0.3);
  expect(peak.data[11]).toBeCloseTo(peak.data[7]!, 12);
  expect(peak.data[11]).toBeGreaterThan(peak.data[10]!);
});

test('opacity is the strength, symmetric in the sign; nothing is nothing', () => {
  const map = { width: 3, height: 1, data: [1, 0, -1] };
  expect(scaleOf(map)).toBe(1);
  expect(scaleOf({ width: 2, height: 1, data: [0, 0] })).toBe(1);
  const { data } = overlay(map, 2, { width: 3, height: 1 });
  expect(data[3]).toBeGreaterThan(100);
  expect(Math.abs(data[3]! - data[11]!)).toBeLessThanOrEqual(2);
  expect(data[7]).toBe(0);
});
