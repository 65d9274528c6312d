const goldenRatio32 = 0x9e37_79b9;

/**
 * The seed of row `row` under `seed`, both and the result in 0..2^32-1:
 * mix(mix(seed + 0x9e3779b9) ^ row) with MurmurHash3's 32-bit finalizer as `mix`, which is a
 * permutation of the 32-bit numbers: rows of one seed never share a seed.
 */
export function rowSeed(seed: number, row: number): number {
  return mix(mix((seed + goldenRatio32) | 0) ^ row);
}

function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
