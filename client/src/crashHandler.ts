import { l10n } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
} from 'vscode-languageclient/node';

/** A server that dies more often than this within the window is left dead. */
const maxRestarts = 4;
const windowMs = 3 * 60_000;

/** Restarts a server that died, until it has died too often. */
export class CrashHandler implements ErrorHandler {
  private crashes: number[] = [];

  constructor(
    private readonly isRunning: () => boolean,
    private readonly onGivenUp: (reason: string) => void,
  ) {}

  /** Whether a server that starts takes the place of one that died. */
  get hasCrashed(): boolean {
    return this.crashes.length > 0;
  }

  error(_error: Error, _message: unknown, count: number | undefined): ErrorHandlerResult {
    const action = count && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown;
    return { action, handled: true };
  }

  closed(): CloseHandlerResult {
    // Whoever waits for a start is told by its rejection.
    if (!this.isRunning()) return { action: CloseAction.DoNotRestart, handled: true };
    const now = performance.now();
    this.crashes = [...this.crashes.filter((time) => now - time < windowMs), now];
    if (this.crashes.length > maxRestarts) {
      this.onGivenUp(l10n.t('It stopped {0} times within three minutes.', this.crashes.length));
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    return { action: CloseAction.Restart, handled: true };
  }
}
