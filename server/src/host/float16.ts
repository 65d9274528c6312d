/** Numbers as bits of IEEE 754's binary16: sign, 5 bits of exponent, 10 of fraction. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Bits of float32: half way from the largest float16, 65,504, to the next that there would be. */
const overflow = 0x47_7f_f0_00;
/** Bits of the smallest normal float16, 2^-14. */
const smallestNormal = 0x38_80_00_00;
const infinity = 0x7f_80_00_00;
/** What the exponents of the two are apart (127 - 15), in place. */
const rebias = 0x38_00_00_00;

/** Rounded to the nearest, ties to even; beyond 65,504 infinite, as in PyTorch. */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    float[0] = values[i]!;
    const sign = (bits[0]! >>> 16) & 0x8000;
    halves[i] = sign | magnitude(bits[0]! & 0x7f_ff_ff_ff);
  }
  return halves;
}

/** @param positive bits of a float32 that is not negative. */
function magnitude(positive: number): number {
  if (positive > infinity) return 0x7e_00;
  if (positive >= overflow) return 0x7c_00;
  if (positive >= smallestNormal) {
    const isOdd = (positive >>> 13) & 1;
    return (positive + 0x0f_ff + isOdd - rebias) >>> 13;
  }
  // 0.5 has its last bit at 2^-24, as a subnormal float16: the sum is rounded to that.
  bits[0] = positive;
  float[0] = float[0]! + 0.5;
  return bits[0]! & 0x0f_ff;
}

let table: Float32Array | undefined;

/** Exact: every float16 is a float32. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, half) => numberOf(half));
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i]!]!;
  return values;
}

function numberOf(half: number): number {
  const sign = half >>> 15 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = (half & 0x3_ff) / 1024;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
