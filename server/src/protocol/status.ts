import { NotificationType } from 'vscode-languageserver-protocol';
import type { Provider } from './providers';
import type { Warning } from './warnings';

export interface ServerStatus {
  health: 'ok' | 'warning' | 'error';
  /** Whether no work is going on. */
  quiescent: boolean;
  message?: string;
  /** In use, once a model is loaded. */
  provider?: Provider;
  model?: string;
  /** Providers that were to be used and cannot be, each said once. */
  warnings?: Warning[];
}

export namespace StatusNotificationMessage {
  export const method = 'diffusionClassifier/status';
  export const type = new NotificationType<ServerStatus>(method);
}
