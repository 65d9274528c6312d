/** A 64-bit hash has four bands of 16 bits. */
const bands = 4;
const bandBits = 16;
const keys = 2 ** bandBits;

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Those of one band, by their key: `ids` from `starts[key]` to `starts[key + 1]`. */
interface Band {
  starts: Uint32Array;
  ids: Uint32Array;
}

/**
 * Finds 64-bit hashes within a Hamming distance. Of two hashes that differ in d bits, one of four bands
 * differs in d/4 bits at most: only hashes that share a band up to so many bits are compared, some
 * hundreds of a hundred thousand.
 *
 * Source: M. Norouzi, A. Punjani, D. Fleet, *Fast Search in Hamming Space with Multi-Index Hashing*,
 * CVPR 2012.
 */
export class HammingIndex {
  /** The upper and the lower 32 bits of each hash. */
  private readonly words: Uint32Array;
  private readonly bands: Band[];
  /** For each hash the query that it was last seen in. */
  private readonly seen: Uint32Array;
  private queries = 0;

  /** @param hashes of 16 hexadecimal digits each. */
  constructor(hashes: readonly string[]) {
    this.words = new Uint32Array(2 * hashes.length);
    for (const [id, hash] of hashes.entries()) {
      this.words[2 * id] = Number.parseInt(hash.slice(0, 8), 16);
      this.words[2 * id + 1] = Number.parseInt(hash.slice(8), 16);
    }
    this.seen = new Uint32Array(hashes.length);
    this.bands = Array.from({ length: bands }, (_, band) => this.sorted(band));
  }

  /** Numbers of the hashes within `distance` of the hash `id`, itself among them, in no order. */
  within(id: number, distance: number): { id: number; distance: number }[] {
    const found: { id: number; distance: number }[] = [];
    this.queries += 1;
    const masks = masksOf(Math.floor(distance / bands));
    for (const [band, { starts, ids }] of this.bands.entries()) {
      const own = this.key(id, band);
      for (const mask of masks) {
        const key = own ^ mask;
        for (let at = starts[key]!; at < starts[key + 1]!; at++) {
          const other = ids[at]!;
          if (this.seen[other] === this.queries) continue;
          this.seen[other] = this.queries;
          const between = this.distance(id, other);
          if (between <= distance) found.push({ id: other, distance: between });
        }
      }
    }
    return found;
  }

  private distance(one: number, other: number): number {
    const { words } = this;
    const upper = words[2 * one]! ^ words[2 * other]!;
    const lower = words[2 * one + 1]! ^ words[2 * other + 1]!;
    return bitsIn(upper) + bitsIn(lower);
  }

  private key(id: number, band: number): number {
    const word = this.words[2 * id + (band >> 1)]!;
    return band % 2 === 0 ? word >>> bandBits : word & (keys - 1);
  }

  /** By counting. */
  private sorted(band: number): Band {
    const count = this.seen.length;
    const starts = new Uint32Array(keys + 1);
    for (let id = 0; id < count; id++) starts[this.key(id, band) + 1]! += 1;
    for (let key = 0; key < keys; key++) starts[key + 1]! += starts[key]!;
    const next = starts.slice();
    const ids = new Uint32Array(count);
    for (let id = 0; id < count; id++) ids[next[this.key(id, band)]!++] = id;
    return { starts, ids };
  }
}

const knownMasks = new Map<number, number[]>();

/** The keys of so many bits at most. */
function masksOf(bits: number): number[] {
  const known = knownMasks.get(bits);
  if (known) return known;
  const masks: number[] = [];
  for (let key = 0; key < keys; key++) if (bitsIn(key) <= bits) masks.push(key);
  knownMasks.set(bits, masks);
  return masks;
}
