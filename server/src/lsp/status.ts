import type { Connection } from 'vscode-languageserver/node';
import { type ServerStatus, StatusNotificationMessage } from '../protocol';

/** Sends `diffusionClassifier/status`. */
export function statusSender(connection: Connection): (status: ServerStatus) => void {
  return (status) => {
    void connection.sendNotification(StatusNotificationMessage.type, status);
  };
}
