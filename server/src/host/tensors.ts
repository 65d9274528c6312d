import { fromFloat16, toFloat16 } from './float16';
import { Tensor } from './onnxRuntime';

/** What the graphs of diffusion models take and give. */
const floatTypes = ['float32', 'float16'] as const;
const numberTypes = ['int64', 'int32', ...floatTypes] as const;
export type NumberType = (typeof numberTypes)[number];

export function isFloatType(type: string): type is (typeof floatTypes)[number] {
  return (floatTypes as readonly string[]).includes(type);
}

export function isNumberType(type: string): type is NumberType {
  return (numberTypes as readonly string[]).includes(type);
}

/** One row of a batch, in the type of the input that it is for. */
export interface Row {
  bytes: Uint8Array;
  /** Its axes, without that of the batch. */
  dims: readonly number[];
}

/** Numbers in the bytes of `type`; of the whole types, whole numbers. */
export function encoded(type: NumberType, values: ArrayLike<number>): Uint8Array {
  const array = arrayOf(type, values);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function arrayOf(type: NumberType, values: ArrayLike<number>) {
  switch (type) {
    case 'int64':
      return BigInt64Array.from(Array.from(values), BigInt);
    case 'int32':
      return Int32Array.from(values);
    case 'float32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'float16':
      return toFloat16(values instanceof Float32Array ? values : Float32Array.from(values));
  }
}

/** @param bytes from the start of their buffer on or not, but aligned to the type. */
export function tensorOf(type: NumberType, bytes: Uint8Array, dims: readonly number[]): Tensor {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (type) {
    case 'int64':
      return new Tensor('int64', new BigInt64Array(buffer, byteOffset, byteLength / 8), dims);
    case 'int32':
      return new Tensor('int32', new Int32Array(buffer, byteOffset, byteLength / 4), dims);
    case 'float32':
      return new Tensor('float32', new Float32Array(buffer, byteOffset, byteLength / 4), dims);
    case 'float16':
      return new Tensor('float16', new Uint16Array(buffer, byteOffset, byteLength / 2), dims);
  }
}

/** The batch of these rows, which have the same axes, in order. There is at least one. */
export function stacked(type: NumberType, rows: readonly Row[]): Tensor {
  const { bytes: first, dims } = rows[0]!;
  const bytes = new Uint8Array(rows.length * first.length);
  rows.forEach((row, index) => {
    bytes.set(row.bytes, index * first.length);
  });
  return tensorOf(type, bytes, [rows.length, ...dims]);
}

/** The numbers of a tensor of float32 (not copied) or float16. */
export function floatsOf({ data }: Tensor): Float32Array {
  return data instanceof Uint16Array ? fromFloat16(data) : (data as Float32Array);
}
