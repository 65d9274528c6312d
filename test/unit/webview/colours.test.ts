import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contrast,
  hexOf,
  mixed,
  parsedColour,
  type Rgb,
  readableOn,
} from '../../../client/webview/charts/colours';

test('colours are read as a browser computes them', () => {
  expect(parsedColour('rgb(1, 2, 3)')).toEqual({ colour: [1, 2, 3], opacity: 1 });
  expect(parsedColour('rgba(1, 2, 3, 0.5)')).toEqual({ colour: [1, 2, 3], opacity: 0.5 });
  expect(parsedColour('rgb(1 2 3 / 0.25)')).toEqual({ colour: [1, 2, 3], opacity: 0.25 });
  expect(parsedColour('')).toBeUndefined();
  expect(parsedColour('canvas')).toBeUndefined();
});

test('colours are mixed by share', () => {
  expect(hexOf(mixed([255, 0, 16], [0, 255, 16], 0.2))).toBe('#33cc10');
});

test('black on white has the contrast that WCAG gives', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.478, 3);
});

test('text can be read on every colour', () => {
  const channel = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), (background: Rgb) => {
      expect(contrast(readableOn(background), background)).toBeGreaterThan(4.5);
    }),
  );
});
