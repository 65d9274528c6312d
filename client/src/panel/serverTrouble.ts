import { type Disposable, EventEmitter } from 'vscode';
import type { ClassificationFailure } from '../failure';
import { failureText } from '../failureText';
import type { Server } from '../server';

/** What keeps a panel from going on, in the language of the editor. */
export interface Trouble {
  message: string;
  /** Whether it lasts until somebody restarts the server. */
  canRestart: boolean;
}

/** Whether the language server stopped by itself, and what becomes of that. */
export class ServerTrouble implements Disposable {
  private trouble: Trouble | undefined;
  private readonly changed = new EventEmitter<void>();
  /** Fires when a server has stopped by itself, and when another has taken its place. */
  readonly onDidChange = this.changed.event;
  private readonly listener: Disposable;

  constructor(server: Pick<Server, 'onDidChangeStatus'>) {
    this.listener = server.onDidChangeStatus(({ stopped, message = '' }) => {
      const was = this.trouble;
      this.trouble = stopped && { message, canRestart: stopped === 'givenUp' };
      if (was?.message !== this.trouble?.message) this.changed.fire();
    });
  }

  get current(): Trouble | undefined {
    return this.trouble;
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}

export function troubleOf(failure: ClassificationFailure): Trouble {
  return { message: failureText(failure), canRestart: failure.concernsServer };
}
