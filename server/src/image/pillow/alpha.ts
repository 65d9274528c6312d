import type { Pixels } from '../pixels';

/** a × b / 255, rounded, in 0..255: Pillow's MULDIV255. */
export function scaled(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** RGBA to Pillow's RGBa, colours multiplied by alpha: in place, for a copy may take a gigabyte. */
export function premultiply({ data }: Pixels): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    for (let i = at; i < at + 3; i++) data[i] = scaled(data[i]!, alpha);
  }
}

/** Pillow's RGBa to RGB: colours divided by alpha, which is dropped. */
export function unpremultiply({ width, height, data }: Pixels): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = data[from + 3]!;
    for (let i = 0; i < 3; i++) {
      const value = data[from + i]!;
      const divides = alpha > 0 && alpha < 255;
      rgb[to + i] = divides ? Math.min(255, Math.trunc((255 * value) / alpha)) : value;
    }
  }
  return { width, height, channels: 3, data: rgb };
}
