/** Each in 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** As `getComputedStyle` gives a colour: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`. Undefined for others. */
export function parsedColour(text: string): { colour: Rgb; opacity: number } | undefined {
  const numbers = text.match(/^rgba?\((.+)\)$/)?.[1]?.match(/[\d.]+/g);
  if (!numbers || numbers.length < 3) return undefined;
  const [red, green, blue, opacity] = numbers.map(Number);
  return { colour: [red!, green!, blue!], opacity: opacity ?? 1 };
}

/** `share` in 0..1 of the first colour, the rest of the second. */
export function mixed(first: Rgb, second: Rgb, share: number): Rgb {
  const [red, green, blue] = first.map((value, index) =>
    Math.round(share * value + (1 - share) * second[index]!),
  );
  return [red!, green!, blue!];
}

export function hexOf(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance in 0..1, as WCAG 2 defines it. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** From 1 to 21, as WCAG 2 defines it. */
export function contrast(first: Rgb, second: Rgb): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Black or white, whichever can be read better: its contrast is 4.58 or more on every colour. */
export function readableOn(background: Rgb): Rgb {
  return contrast(white, background) >= contrast(black, background) ? white : black;
}

/** `#0072b2` as numbers. */
export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
