import { TextDecoder } from 'node:util';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { cannotBeRead, notReadable } from './tableFailure';

/** The library's own takes a U+FEFF at the beginning of any text for a byte order mark, and drops it. */
const text = new TextDecoder('utf-8', { ignoreBOM: true });
const parsers = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && text.decode(bytes),
};

export interface OpenParquet {
  metadata: FileMetaData;
  /** In the order of the file, a row group at a time. @param columns Default: all. */
  rows(columns?: string[]): AsyncGenerator<Record<string, unknown>>;
}

/** @throws Failure `file-not-readable` for what is no Parquet, or compressed other than with Snappy. */
export async function openParquet(file: string): Promise<OpenParquet> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import(
    './parquet'
  );
  const asParquet = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const problem = cannotBeRead(file, error);
      if (problem !== error) throw problem;
      throw notReadable(file, `cannot be read as Parquet: ${(error as Error).message}`);
    }
  };
  const buffer: AsyncBuffer = await asParquet(asyncBufferFromFile(file));
  const metadata = await asParquet(parquetMetadataAsync(buffer));
  return {
    metadata,
    rows: async function* (columns) {
      let rowStart = 0;
      for (const { num_rows } of metadata.row_groups) {
        const rowEnd = rowStart + Number(num_rows);
        const options = {
          file: buffer,
          metadata,
          parsers,
          rowStart,
          rowEnd,
          ...(columns && { columns }),
        };
        yield* await asParquet(parquetReadObjects(options));
        rowStart = rowEnd;
      }
    },
  };
}

/** The rows of any Parquet file. */
export async function* parquetTable(file: string): AsyncGenerator<Record<string, unknown>> {
  yield* (await openParquet(file)).rows();
}
