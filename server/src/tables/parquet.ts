/** The libraries for Parquet: a bundle of their own, which is read with the first such table. */
export { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
export { fileWriter, parquetWriteRows } from 'hyparquet-writer';
