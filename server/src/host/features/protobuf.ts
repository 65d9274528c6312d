/** A field of a message of Protocol Buffers: its number and what it holds, where that is bytes. */
export interface Field {
  number: number;
  /** A part of the message that was read, not a copy; undefined of numbers. */
  bytes: Buffer | undefined;
}

/** Kinds of fields, and the bytes of those of fixed size. */
const varint = 0;
const lengthDelimited = 2;
const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Reads numbers of seven bits a byte, the lowest first. */
class Reader {
  at = 0;

  constructor(private readonly message: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.message.length;
  }

  /** Not by bit operations: lengths are of more than 31 bits. */
  varint(): number {
    let value = 0;
    for (let factor = 1; !this.isAtEnd; factor *= 128) {
      const byte = this.message[this.at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  }

  take(bytes: number): Buffer {
    this.at += bytes;
    return this.message.subarray(this.at - bytes, this.at);
  }
}

/**
 * The fields of a message, one after the other; what is inside of a field is not looked at, so that a
 * gigabyte of weights is passed over at once. Ends where the message is damaged.
 */
export function* fieldsOf(message: Buffer): Generator<Field> {
  const reader = new Reader(message);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === varint) {
      reader.varint();
      yield { number, bytes: undefined };
    } else if (kind === lengthDelimited) {
      yield { number, bytes: reader.take(reader.varint()) };
    } else {
      const size = fixedBytes[kind];
      if (size === undefined) return;
      reader.take(size);
      yield { number, bytes: undefined };
    }
  }
}

function encodedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** A field that holds bytes. */
export function fieldOf(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([
    encodedVarint(number * 8 + lengthDelimited),
    encodedVarint(bytes.length),
    bytes,
  ]);
}
