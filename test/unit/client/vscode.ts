/** Of VS Code's interface, what the client's logic uses. */
import { posix } from 'node:path';

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

export class CancellationTokenSource {
  private readonly cancelled = new EventEmitter<void>();
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: this.cancelled.event,
  };

  cancel(): void {
    if (this.token.isCancellationRequested) return;
    this.token.isCancellationRequested = true;
    this.cancelled.fire();
  }

  dispose(): void {
    this.cancelled.dispose();
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

export enum FileType {
  File = 1,
  Directory = 2,
}

export enum ProgressLocation {
  Notification = 15,
}

export class Uri {
  private constructor(readonly path: string) {}

  static parse(text: string): Uri {
    return new Uri(text.replace('file://', ''));
  }

  static file(path: string): Uri {
    return new Uri(path);
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(posix.join(base.path, ...parts));
  }

  readonly scheme = 'file';
  readonly authority = '';

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `file://${this.path}`;
  }
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
}

export class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

/** Escapes what VS Code's own does. */
export class MarkdownString {
  value = '';

  appendText(text: string): this {
    this.value += text.replace(/[\\`*_{}[\]()#+\-!~|<>]/g, '\\$&');
    return this;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class LanguageModelTextPart {
  constructor(readonly value: string) {}
}

export class LanguageModelToolResult {
  constructor(readonly content: LanguageModelTextPart[]) {}
}

export enum ViewColumn {
  Active = -1,
}

/** What a test sets, by full name. */
export const settings = new Map<string, unknown>();

export const workspace = {
  workspaceFolders: [] as { uri: Uri }[],
  isTrusted: true,
  onDidChangeWorkspaceFolders: () => ({ dispose: () => {} }),
  getWorkspaceFolder: ({ path }: Uri): object | undefined =>
    workspace.workspaceFolders.find(({ uri }) => path.startsWith(`${uri.path}/`)),
  asRelativePath: ({ path }: Uri): string => {
    const folder = workspace.workspaceFolders.find(({ uri }) => path.startsWith(`${uri.path}/`));
    return folder ? path.slice(folder.uri.path.length + 1) : path;
  },
  fs: {
    stat: async (_file: Uri): Promise<{ type: number; mtime: number }> => ({ type: 1, mtime: 0 }),
    readDirectory: async (_folder: Uri): Promise<[string, FileType][]> => [],
  },
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
  showQuickPick: dismissed,
  setStatusBarMessage: (_text: string): void => {},
};

export const commands = {
  executeCommand: async (): Promise<void> => {},
};

export const env: { remoteName: string | undefined; language: string } = {
  remoteName: undefined,
  language: 'en',
};
