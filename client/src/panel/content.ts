import type { Disposable, Event, Uri } from 'vscode';
import type { PanelHandlers } from './dispatcher';
import type { PanelState } from './messages';

/** What a panel shows: a run, or an image that was classified by itself. */
export interface PanelContent extends Disposable {
  /** Of the tab. */
  readonly title: string;
  /** The folder that the page loads images from; undefined where that is not known (any more). */
  readonly folder: Uri | undefined;
  readonly handlers: PanelHandlers;
  /** Fires when there is another {@link state}. */
  readonly onDidChange: Event<void>;
  readonly onDidChangeRows: Event<void>;
  /** Resolves when there is a {@link state} to show; never rejects. */
  load(): Promise<void>;
  /** @param address what the page loads a file from */
  state(address: (file: Uri) => string): PanelState;
}
