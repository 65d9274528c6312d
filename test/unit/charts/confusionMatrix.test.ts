import { expect, test, vi } from 'vitest';
import { confusionMatrix, toSvg } from '../../../server/src/charts';

const text = { title: 'A model', subtitle: '3 images' };

function texts(svg: string): string[] {
  const seen = svg.matchAll(/<text(?![^>]* opacity="0")[^>]*>([^<]*)<\/text>/g);
  return [...seen].map((match) => match[1]!);
}

test('each count is in its cell, darker for a larger share of the label', async () => {
  const warned = vi.spyOn(console, 'warn');
  const cells = [
    { truth: 'cat', predicted: 'cat', images: 18 },
    { truth: 'cat', predicted: 'dog', images: 2 },
    { truth: 'dog', predicted: 'none of these', images: 7 },
  ];
  const svg = await toSvg(confusionMatrix(cells, ['cat', 'dog'], text));
  expect(texts(svg)).toEqual(
    expect.arrayContaining(['A model', '3 images', 'cat', 'dog', 'none of these', '18', '2', '7']),
  );
  const fills = [...svg.matchAll(/aria-label="[^"]*share: (\d+)%"[^>]*fill="rgb\((\d+)/g)];
  const red = new Map(fills.map(([, share, value]) => [Number(share), Number(value)]));
  expect([...red.keys()].sort((a, b) => a - b)).toEqual([10, 90, 100]);
  expect(red.get(10)!).toBeGreaterThan(red.get(90)!);
  expect(red.get(90)!).toBeGreaterThan(red.get(100)!);
  expect(warned).not.toHaveBeenCalled();
});

test('a label without images has its row and column', async () => {
  const cells = [{ truth: 'cat', predicted: 'cat', images: 1 }];
  const svg = await toSvg(confusionMatrix(cells, ['cat', 'dog'], text));
  expect(texts(svg).filter((name) => name === 'dog')).toHaveLength(2);
});

function diagonal(count: number) {
  const labels = Array.from({ length: count }, (_, index) => `label ${index}`);
  return { labels, cells: labels.map((label) => ({ truth: label, predicted: label, images: 5 })) };
}

test('many labels have cells without numbers, and as many names as have room', async () => {
  const { labels, cells } = diagonal(120);
  const svg = await toSvg(confusionMatrix(cells, labels, text));
  expect(svg.match(/aria-roledescription="axis"/g)).toHaveLength(2);
  expect(texts(svg)).not.toContain('5');
  expect(texts(svg).length).toBeLessThan(150);
  const [, width] = /<svg[^>]* width="(\d+)"/.exec(svg)!;
  expect(Number(width)).toBeLessThan(1_200);
});

test('of a thousand labels those with the most mistakes are shown, and it is said', async () => {
  const { labels, cells } = diagonal(1_000);
  cells.push({ truth: 'label 990', predicted: 'label 7', images: 3 });
  const svg = await toSvg(confusionMatrix(cells, labels, text));
  expect(svg).toContain('the 190 of 1000 labels with the most mistakes');
  // As many cells on the diagonal, and the mistake.
  const [, marks] = /layer_0_marks"[^>]*>(.*?)<\/g>/.exec(svg)!;
  expect(marks!.match(/<path /g)).toHaveLength(191);
});
