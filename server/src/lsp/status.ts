import type { Connection } from 'vscode-languageserver/node';
import { type ServerStatus, StatusNotificationMessage } from '../protocol';

/** Sends `diffusionClassifier/status` once the client is ready, then whenever the engine calls. */
export function provideStatus(connection: Connection): (status: ServerStatus) => void {
  const send = (status: ServerStatus): void => {
    void connection.sendNotification(StatusNotificationMessage.type, status);
  };
  connection.onInitialized(() => send({ health: 'ok', quiescent: true }));
  return send;
}
