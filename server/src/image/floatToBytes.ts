/**
 * Samples of an image in floating point as 8 bits. There is no rule for what they mean, so only two
 * ranges are taken: all within 0..1, where 1 is white, or else all within 0..255, where 255 is.
 *
 * @throws RangeError that names the range, or the value that is no number.
 */
export function floatToBytes(samples: Float32Array): Uint8Array {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) throw new RangeError(`it holds the value ${sample}`);
    smallest = Math.min(smallest, sample);
    largest = Math.max(largest, sample);
  }
  if (smallest < 0 || largest > 255) {
    throw new RangeError(`its values reach from ${smallest} to ${largest}`);
  }
  const scale = largest <= 1 ? 255 : 1;
  return Uint8Array.from(samples, (sample) => Math.round(sample * scale));
}
