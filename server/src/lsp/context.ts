import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../engine';
import type { ResultsMemory } from '../store';
import type { Strings } from './strings';

/** What the server needs of an engine. */
export type Classifier = Pick<Engine, 'classify' | 'dispose'>;

/** Requests are answered while `running` only. */
export type Phase = 'started' | 'running' | 'shut down';

/** Everything that the features share. */
export interface Server {
  connection: Connection;
  engine: Classifier;
  /** What is known of images. */
  memory: ResultsMemory;
  documents: TextDocuments<TextDocument>;
  phase(): Phase;
  /** In the client's language, once it is initialized. */
  strings(): Strings;
}
