import * as path from 'node:path';
import { Uri } from 'vscode';
import { runName } from './runText';
import type { RunView } from './runView';

/** Where a file about a run is proposed to go: not among its images, but next to their folder. */
export function besideFolder(view: RunView | undefined, name: string): Uri {
  const folder = view?.summary.folder ?? '';
  return Uri.file(path.join(path.dirname(folder), `${view ? runName(view.summary) : ''}-${name}`));
}
