/** Of VS Code's interface, what the client's logic uses. */

export const l10n = {
  t: (message: string, ...values: unknown[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
};

export class CancellationError extends Error {}

export class FileSystemError extends Error {}

type Listener<T> = (value: T) => void;

export class EventEmitter<T> {
  private readonly listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export enum QuickPickItemKind {
  Separator = -1,
}

export class ThemeIcon {
  constructor(readonly id: string) {}
}

export enum ConfigurationTarget {
  Global = 1,
}

export enum ProgressLocation {
  Notification = 15,
}

export class Uri {
  private constructor(readonly path: string) {}

  static parse(text: string): Uri {
    return new Uri(text.replace('file://', ''));
  }

  toString(): string {
    return `file://${this.path}`;
  }
}

/** What a test sets, by full name. */
export const settings = new Map<string, unknown>();

export const workspace = {
  getConfiguration: (section: string) => ({
    get: (key: string): unknown => settings.get(`${section}.${key}`),
    update: async (key: string, value: unknown): Promise<void> => {
      settings.set(`${section}.${key}`, value);
    },
  }),
};

const neverCancelled = { isCancellationRequested: false, onCancellationRequested: () => {} };

type Task<T> = (progress: { report(step: unknown): void }, token: unknown) => Promise<T>;

const dismissed = async (): Promise<undefined> => undefined;

export const progress = { report: (_step: unknown): void => {} };

export const window = {
  withProgress: <T>(_options: unknown, task: Task<T>): Promise<T> => task(progress, neverCancelled),
  showErrorMessage: dismissed,
  showWarningMessage: dismissed,
  showInformationMessage: dismissed,
  showInputBox: dismissed,
  setStatusBarMessage: (_text: string): void => {},
};

export const commands = {
  executeCommand: async (): Promise<void> => {},
};

export const env: { remoteName: string | undefined; language: string } = {
  remoteName: undefined,
  language: 'en',
};
