import { createConnection, ExitNotification, ProposedFeatures } from 'vscode-languageserver/node';
import { Engine } from '../engine';
import { startServer } from './server';
import { checkMessages, openTransport, UnreadableMessage } from './transport';

/**
 * Serves the protocol (docs/protocol.md) until the client says `exit` or goes away; then ends the
 * process, with code 0 after `shutdown` and 1 without. Arguments that ask for no transport end it
 * with code 2 and a message on standard error.
 */
export function serve(process: NodeJS.Process): void {
  const complain = (reason: string): void => void process.stderr.write(`serve: ${reason}\n`);
  let transport: ReturnType<typeof openTransport>;
  try {
    transport = openTransport(process);
  } catch (error) {
    complain((error as Error).message);
    process.exit(2);
    return;
  }
  const { reader, writer, isShutDown } = checkMessages(...transport);
  const end = (): void => process.exit(isShutDown() ? 0 : 1);
  reader.onError((error) => {
    if (!(error instanceof UnreadableMessage)) complain(`cannot read: ${error.message}`);
  });
  writer.onError(([error, message]) => {
    // Without a message it is one that cannot be put into JSON, which is answered as a bug.
    if (!message) return;
    complain(`cannot write: ${error.message}`);
    end();
  });
  reader.onClose(end);
  process.once('disconnect', end);
  const connection = createConnection(ProposedFeatures.all, reader, writer);
  startServer(connection, (options) => new Engine(options));
  connection.onNotification(ExitNotification.type, end);
}
