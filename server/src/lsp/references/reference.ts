/** A piece of a line that names a file. */
export interface Reference {
  /** The name as the language reads it: without quotes, escapes and entities. */
  target: string;
  /** First character of the piece and the one after its last, in UTF-16 units of the line. */
  start: number;
  end: number;
  /** Whether the language takes the target for a URL, percent-encoded and maybe with a query. */
  notation: 'url' | 'path';
}

/** Finds references in a piece of a line: all of them, or those at index `at` of `text` at least. */
export type Finder = (text: string, at: number) => Iterable<Reference>;
