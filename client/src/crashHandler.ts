import { commands, l10n, window } from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
} from 'vscode-languageclient/node';
import type { ServerStatus } from '../../server/src/protocol';
import { ClassificationFailure, failureText } from './failure';

/** A server that dies more often than this within the window is left dead. */
const maxRestarts = 4;
const windowMs = 3 * 60_000;

/** Restarts a server that died, and says so when it gives up. */
export class CrashHandler implements ErrorHandler {
  private crashes: number[] = [];

  constructor(
    private readonly isStarting: () => boolean,
    private readonly onStatus: (status: ServerStatus) => void,
    private readonly onGivenUp: (reason: string) => void,
  ) {}

  error(_error: Error, _message: unknown, count: number | undefined): ErrorHandlerResult {
    const action = count && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown;
    return { action, handled: true };
  }

  closed(): CloseHandlerResult {
    // Whoever waits for the start is told by its rejection.
    if (this.isStarting()) return { action: CloseAction.DoNotRestart, handled: true };
    const now = Date.now();
    this.crashes = [...this.crashes.filter((time) => now - time < windowMs), now];
    if (this.crashes.length <= maxRestarts) {
      const message = l10n.t('The language server stopped unexpectedly and is being restarted.');
      this.onStatus({ health: 'warning', quiescent: false, message });
      return { action: CloseAction.Restart, handled: true };
    }
    void this.giveUp();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async giveUp(): Promise<void> {
    const reason = l10n.t('It stopped {0} times within three minutes.', this.crashes.length);
    this.onGivenUp(reason);
    const message = failureText(new ClassificationFailure('server-stopped', reason));
    const restart = l10n.t('Restart Server');
    const showLog = l10n.t('Show Log');
    const choice = await window.showErrorMessage(message, restart, showLog);
    if (choice === restart) await commands.executeCommand('diffusionClassifier.restartServer');
    if (choice === showLog) await commands.executeCommand('diffusionClassifier.showLog');
  }
}
