import { expect, test } from 'vitest';
import { themePalette } from '../../../client/webview/charts/chartTheme';
import { contrast, type Rgb, rgbOf } from '../../../client/webview/charts/colours';

// VS Code's dark, light and high-contrast themes, Solarized Light, and a grey in between.
const backgrounds: Rgb[] = [
  [31, 31, 31],
  [255, 255, 255],
  [0, 0, 0],
  [253, 246, 227],
  [128, 128, 128],
];

test.each(backgrounds)('every colour can be read as text on (%i, %i, %i)', (...background) => {
  const palette = themePalette(background as Rgb);
  expect(palette).toHaveLength(6);
  for (const colour of palette) {
    const readable = contrast(rgbOf(colour), background as Rgb);
    // On a middle grey not even white has more.
    expect(readable).toBeGreaterThanOrEqual(background[0] === 128 ? 3.9 : 4.5);
  }
});

test('no two colours are alike on an ordinary background', () => {
  for (const background of backgrounds.slice(0, 4)) {
    expect(new Set(themePalette(background)).size).toBe(6);
  }
});
