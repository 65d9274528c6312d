import { type Connection, MessageType } from 'vscode-languageserver/node';
import type { ServerOptions } from '../protocol';
import { Results, type StoreTrouble, userCacheFolder } from '../store';
import { localFile } from './localFile';
import { showMessage } from './showMessage';
import type { Strings } from './strings';

interface ProvidedResults {
  results: Results;
  /** Goes over from memory to the folder that the client has set, if it wants one. */
  open(): void;
}

/** The results of images. The person at the editor is told, once, of what goes wrong on disk. */
export function provideResults(
  connection: Connection,
  options: () => ServerOptions,
  strings: () => Strings,
): ProvidedResults {
  const onTrouble = (trouble: StoreTrouble): void => {
    const message = strings().storeTrouble(trouble);
    connection.console.warn(message);
    showMessage(connection, MessageType.Warning, message);
  };
  const results = new Results({ onTrouble });
  return {
    results,
    open() {
      const { cacheFolder = userCacheFolder() } = options();
      if (cacheFolder === null) return;
      const folder = localFile(cacheFolder);
      if (folder === undefined) {
        onTrouble({ kind: 'memoryOnly', reason: `${cacheFolder} is not an absolute path.` });
      } else {
        void results.open(folder);
      }
    },
  };
}
