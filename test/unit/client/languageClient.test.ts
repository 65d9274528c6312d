import { afterEach, expect, test, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { createLanguageClient } from '../../../client/src/languageClient';
import type { ServerStatus } from '../../../server/src/protocol';
import { EventEmitter } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const { State, CloseAction, editor } = vi.hoisted(() => ({
  State: { Stopped: 1, Running: 2, Starting: 3, StartFailed: 4 },
  CloseAction: { DoNotRestart: 1, Restart: 2 },
  editor: {
    move: (_state: number): void => {},
    trace: (_message: string): void => {},
    /** The connection closes; what the client is to do then. */
    close: (): { action: number } => ({ action: 0 }),
  },
}));

vi.mock('vscode-languageclient/node', () => ({ State, CloseAction, TransportKind: {} }));

vi.mock('../../../client/src/processClient', () => ({
  ProcessClient: class {
    private state = State.Stopped;
    private readonly changed = new EventEmitter<{ newState: number }>();
    readonly onDidChangeState = this.changed.event;
    readonly startFailure = 'It could not be started.';

    constructor(
      _id: string,
      _name: string,
      _server: unknown,
      options: {
        errorHandler: { closed(): { action: number } };
        traceOutputChannel: LogOutputChannel;
      },
    ) {
      editor.trace = (message) => options.traceOutputChannel.trace(message);
      editor.close = () => options.errorHandler.closed();
      editor.move = (newState) => {
        this.state = newState;
        this.changed.fire({ newState });
      };
    }

    onNotification(): void {}

    isRunning(): boolean {
      return this.state === State.Running;
    }
  },
}));

afterEach(() => void vi.useRealTimers());

function start(log = {} as LogOutputChannel) {
  const statuses: ServerStatus[] = [];
  const onRunning = vi.fn();
  const onGivenUp = vi.fn();
  const onStatus = (status: ServerStatus) => void statuses.push(status);
  createLanguageClient('/extension', log, { onRunning, onStatus, onGivenUp });
  editor.move(State.Starting);
  editor.move(State.Running);
  return { statuses, onRunning, onGivenUp };
}

/** The states that LanguageClient goes through. */
function crash(): void {
  if (editor.close().action === CloseAction.Restart) {
    editor.move(State.Stopped);
    editor.move(State.Starting);
    editor.move(State.Running);
  } else {
    editor.move(State.Stopped);
  }
}

test('a server that replaces one that died is a warning in the status until it runs', () => {
  const { statuses, onRunning } = start();
  expect(onRunning).toHaveBeenCalledTimes(1);
  expect(statuses.map(({ health }) => health)).toEqual(['ok', 'ok']);
  crash();
  const [starting, running] = statuses.slice(-2);
  expect(starting).toMatchObject({ health: 'warning', quiescent: false });
  expect(starting?.message).toContain('stopped unexpectedly');
  expect(running).toEqual({ health: 'ok', quiescent: true });
  expect(onRunning).toHaveBeenCalledTimes(2);
});

test('a server that dies for the fifth time is not restarted', () => {
  const { onGivenUp } = start();
  for (let i = 0; i < 4; i++) crash();
  expect(onGivenUp).not.toHaveBeenCalled();
  crash();
  expect(onGivenUp).toHaveBeenCalledWith('It stopped 5 times within three minutes.');
});

test('crashes of long ago do not count, even when the clock was set back since', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const { onGivenUp } = start();
  for (let i = 0; i < 4; i++) crash();
  vi.advanceTimersByTime(4 * 60_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  crash();
  expect(onGivenUp).not.toHaveBeenCalled();
});

test('what is traced has no token in it', () => {
  const trace = vi.fn();
  start({ trace } as unknown as LogOutputChannel);
  editor.trace('{"params":{"token":"hf_secret"}}');
  expect(trace).toHaveBeenCalledExactlyOnceWith('{"params":{"token":"..."}}');
});
