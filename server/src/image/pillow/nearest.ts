import type { Pixels } from '../pixels';

/** `Image.resize` of Pillow in mode P or 1: each output pixel is the input pixel at its centre. */
export function resizeNearest(pixels: Pixels, width: number, height: number): Pixels {
  const { channels, data } = pixels;
  const columns = centres(pixels.width, width);
  const into = new Uint8Array(width * height * channels);
  let to = 0;
  for (const row of centres(pixels.height, height)) {
    for (const column of columns) {
      const from = (row * pixels.width + column) * channels;
      for (let channel = 0; channel < channels; channel++) into[to++] = data[from + channel]!;
    }
  }
  return { width, height, channels, data: into };
}

/** By adding up steps, as `ImagingScaleAffine` does: rounding decides at exact halves. */
function centres(inputs: number, outputs: number): number[] {
  const step = inputs / outputs;
  const found: number[] = [];
  for (let centre = step * 0.5; found.length < outputs; centre += step) {
    found.push(Math.min(inputs - 1, Math.trunc(centre)));
  }
  return found;
}
