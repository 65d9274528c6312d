/**
 * The process that makes thumbnails: files of strangers are decoded here, where a decoder that hangs
 * or crashes is the end of nothing else. Forked by the server when somebody looks; it ends with it.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Failure } from '../../failure';
import { failureResponse } from '../../failureResponse';
import { endAbove, memoryLimit } from '../../memoryGuard';
import { MakeThumbnailRequest } from '../messages';
import { makeThumbnail } from './makeThumbnail';

if (!process.send) {
  process.stderr.write(
    'Thumbnails are made for the server, which starts this with an IPC channel.\n',
  );
  process.exit(2);
}
process.on('disconnect', () => process.exit(0));
// Ctrl+C in a terminal reaches the whole process group: the parent decides what it means.
process.on('SIGINT', () => {});
// A bitmap inside an SVG can be of any size.
endAbove(memoryLimit());

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
connection.onRequest(MakeThumbnailRequest.type, async (parameters) => {
  try {
    return await makeThumbnail(parameters);
  } catch (error) {
    throw error instanceof Failure ? failureResponse(error) : error;
  }
});
connection.listen();
