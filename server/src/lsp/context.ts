import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../engine';
import type { ServerOptions } from '../protocol';
import type { Runs } from '../runs';
import type { Results } from '../store';
import type { Strings } from './strings';

/** What the server needs of an engine. */
export type Classifier = Pick<
  Engine,
  'classify' | 'classifyImages' | 'explain' | 'evaluate' | 'dispose'
>;

/** Everything that the features share. */
export interface Server {
  connection: Connection;
  engine: Classifier;
  /** What is known of images. */
  results: Results;
  /** Folders that are being or were classified. */
  runs(): Runs;
  documents: TextDocuments<TextDocument>;
  /** Absolute paths of the folders that the client has open. */
  workspaceFolders(): readonly string[];
  /** What the client has set, once it is initialized. */
  options(): ServerOptions;
  /** In the client's language, once it is initialized. */
  strings(): Strings;
}
