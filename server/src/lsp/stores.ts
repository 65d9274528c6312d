import { type Connection, MessageType } from 'vscode-languageserver/node';
import type { ServerOptions } from '../protocol';
import { ErrorStore, Results, userCacheFolder } from '../store';
import { localFile } from './localFile';
import { showMessage } from './showMessage';
import type { Strings } from './strings';

interface Stores {
  results: Results;
  errors: ErrorStore;
  /** Goes over from memory to the folder that the client has set, if it wants one. */
  open(): void;
  close(): void;
}

/**
 * The results of images and the errors that they come of. The person at the editor is told, once, of
 * what goes wrong on disk.
 */
export function provideStores(
  connection: Connection,
  options: () => ServerOptions,
  strings: () => Strings,
): Stores {
  const tell = (message: string): void => {
    connection.console.warn(message);
    showMessage(connection, MessageType.Warning, message);
  };
  let resultsOpened: Promise<void> = Promise.resolve();
  let isToldLost = false;
  const results = new Results({
    onTrouble: (trouble) => {
      isToldLost ||= trouble.kind === 'memoryOnly';
      tell(strings().storeTrouble(trouble));
    },
  });
  const errors = new ErrorStore({
    onTrouble: async (trouble) => {
      const message = strings().errorStoreTrouble(trouble);
      await resultsOpened;
      // A folder that neither store can use is told of once; the log has both.
      if (trouble.kind === 'lost' && isToldLost) connection.console.warn(message);
      else tell(message);
    },
  });
  return {
    results,
    errors,
    open() {
      const { cacheFolder = userCacheFolder() } = options();
      if (cacheFolder === null) return;
      const folder = localFile(cacheFolder);
      if (folder === undefined) {
        const reason = `${cacheFolder} is not an absolute path.`;
        tell(strings().storeTrouble({ kind: 'memoryOnly', reason }));
      } else {
        resultsOpened = results.open(folder);
        void errors.open(folder);
      }
    },
    close() {
      results.close();
      errors.close();
    },
  };
}
