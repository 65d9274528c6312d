import {
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
} from 'vscode-languageserver/node';
import * as z from 'zod';
import { localFile } from './localFile';

/** Whatever else a client may send is no folder of this machine. */
const foldersSchema = z.array(z.object({ uri: z.string() })).catch([]);

const changeSchema = z.object({
  event: z.object({ added: foldersSchema, removed: foldersSchema }),
});

function paths(folders: unknown): string[] {
  return foldersSchema.parse(folders).flatMap(({ uri }) => localFile(uri) ?? []);
}

/** The folders that the client has open. */
interface WorkspaceFolders {
  initialize(params: InitializeParams): void;
  /** Absolute paths, in the client's order. */
  current(): readonly string[];
}

/** Reads the folders at `initialize` and follows their changes. */
export function provideWorkspaceFolders(connection: Connection): WorkspaceFolders {
  let current: readonly string[] = [];

  function change(params: unknown): void {
    const parsed = changeSchema.safeParse(params);
    if (!parsed.success) return;
    const removed = new Set(paths(parsed.data.event.removed));
    const added = paths(parsed.data.event.added);
    current = [...new Set([...current.filter((folder) => !removed.has(folder)), ...added])];
  }

  return {
    initialize({ workspaceFolders, rootUri, rootPath }) {
      current = paths(workspaceFolders ?? [{ uri: rootUri ?? rootPath }]);
      // The library has set a handler by now that takes whatever comes for what it should be.
      connection.onNotification(DidChangeWorkspaceFoldersNotification.method, change);
    },
    current: () => current,
  };
}
