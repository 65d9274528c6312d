/**
 * The store process: it owns lmdb, which works on files mapped into memory, so that a full disk or
 * damaged files can crash whatever process does it. Forked by the server; it ends with it.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { answerRequests } from './answerRequests';

// Ctrl+C in a terminal reaches the whole process group: the parent decides what it means.
process.on('SIGINT', () => {});

const store = answerRequests(
  createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)),
);
process.on('disconnect', () => {
  store.close();
  process.exit(0);
});
