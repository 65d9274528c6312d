import {
  type Connection,
  type MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver/node';

/**
 * Tells the person at the editor. A notification, where `connection.window` would send a request
 * that some editors make people answer.
 */
export function showMessage(connection: Connection, type: MessageType, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type, message });
}
