import { expect, test } from 'vitest';
import { toSvg } from '../../../server/src/charts';
import { accuracyIntervals } from '../../../server/src/charts/accuracyIntervals';

test('every name is whole, every accuracy written, in the order given', async () => {
  const long = 'probe of a model with a rather long name, 50 a label';
  const spec = accuracyIntervals(
    [
      { name: 'one', accuracy: 0.71, low: 0.644, high: 0.768 },
      { name: long, accuracy: 0.345, low: 0.283, high: 0.413 },
    ],
    { title: 'Accuracy', subtitle: '200 images', chance: 0.1 },
  );
  const svg = await toSvg(spec);
  expect(svg).toContain(long);
  expect(svg).toContain('71.0%');
  expect(svg.indexOf('>one<')).toBeLessThan(svg.indexOf(`>${long}<`));
});
