import type { Choices } from './mutations';

/** A change of bytes that knows nothing of what they mean. */
type ByteMutation = (bytes: Buffer, choices: Choices) => Buffer;

/** A range [from, to) of `bytes`, of 1 to about `longest` bytes. */
function range(bytes: Buffer, choices: Choices, longest = 4_096): [number, number] {
  const from = choices.below(Math.max(1, bytes.length));
  return [from, Math.min(bytes.length, from + 1 + choices.below(longest))];
}

/** The start of a file is where its header is: as often hit as all the rest. */
function position(bytes: Buffer, choices: Choices): number {
  const end = choices.below(2) ? Math.min(bytes.length, 256) : bytes.length;
  return choices.below(Math.max(1, end));
}

export function randomBytes(length: number, choices: Choices): Buffer {
  return Buffer.from(Array.from({ length }, () => choices.below(256)));
}

/** Each leaves its argument as it is. */
export const byteMutations: Readonly<Record<string, ByteMutation>> = {
  flippedBits(bytes, choices) {
    const changed = Buffer.from(bytes);
    for (let flips = choices.pick([1, 1, 2, 8, 64]); flips > 0 && bytes.length > 0; flips--) {
      const at = position(bytes, choices);
      changed[at] = changed[at]! ^ (1 << choices.below(8));
    }
    return changed;
  },
  editedBytes(bytes, choices) {
    const changed = Buffer.from(bytes);
    const extremes = [0x00, 0x01, 0x7f, 0x80, 0xff];
    for (let edits = choices.pick([1, 2, 4, 16]); edits > 0 && bytes.length > 0; edits--) {
      changed[position(bytes, choices)] = choices.pick([...extremes, choices.below(256)]);
    }
    return changed;
  },
  truncated: (bytes, choices) => bytes.subarray(0, choices.below(bytes.length + 1)),
  beheaded: (bytes, choices) => bytes.subarray(1 + choices.below(Math.min(64, bytes.length))),
  inserted(bytes, choices) {
    const at = position(bytes, choices);
    const length = choices.pick([1, 4, 100, 5_000]);
    return Buffer.concat([bytes.subarray(0, at), randomBytes(length, choices), bytes.subarray(at)]);
  },
  removed(bytes, choices) {
    const [from, to] = range(bytes, choices);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  duplicated(bytes, choices) {
    const [from, to] = range(bytes, choices);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  overwritten(bytes, choices) {
    const [from, to] = range(bytes, choices);
    const changed = Buffer.from(bytes);
    changed.fill(choices.pick([0x00, 0xff, 0x41]), from, to);
    return changed;
  },
  emptied: () => Buffer.alloc(0),
  random: (_, choices) => randomBytes(choices.pick([1, 16, 1_000, 20_000]), choices),
};
