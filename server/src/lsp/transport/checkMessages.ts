import {
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  MessageType,
  type MessageWriter,
} from 'vscode-languageserver/node';
import { describeIssues } from '../../describeIssues';
import { UnreadableMessage } from './framedReader';
import { messageSchemas } from './messageSchemas';

/** Characters of a method's name that are repeated in an answer. */
const longestMethod = 200;

type Envelope = Record<string, unknown>;

/** A request or a notification that is well-formed as such. */
interface Call {
  /** Of a request. */
  id: string | number | undefined;
  method: string;
  params: unknown;
}

/** Why a message goes no further. */
class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

function isUsableId(id: unknown): id is string | number {
  // JSON has numbers that an answer would not repeat: 1e400, 2^53 + 1.
  return typeof id === 'string' || (typeof id === 'number' && Math.abs(id) <= 2 ** 53 - 1);
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && !Array.isArray(message);
}

function isResponse({ method, result, error }: Envelope): boolean {
  return method === undefined && (result !== undefined || error !== undefined);
}

function toCall(message: unknown): Call {
  if (Array.isArray(message)) {
    throw new Refusal(
      ErrorCodes.InvalidRequest,
      'Batches (arrays) are not taken: send each message by itself.',
    );
  }
  if (!isEnvelope(message)) {
    throw new Refusal(ErrorCodes.InvalidRequest, 'Expected an object with a "method".');
  }
  const { id, method, params } = message;
  if (id !== undefined && !isUsableId(id)) {
    throw new Refusal(ErrorCodes.InvalidRequest, 'id: expected a string or an integer.');
  }
  if (typeof method !== 'string') {
    throw new Refusal(ErrorCodes.InvalidRequest, 'method: expected a string.');
  }
  if (method.length > longestMethod) {
    throw new Refusal(
      ErrorCodes.MethodNotFound,
      `Unhandled method ${method.slice(0, longestMethod)}...`,
    );
  }
  return { id, method, params };
}

/** Messages between a client and the library that speaks LSP, see {@link checkMessages}. */
interface CheckedMessages {
  reader: MessageReader;
  writer: MessageWriter;
  /** Whether the client has asked for `shutdown`. */
  isShutDown(): boolean;
}

/**
 * Stands between a transport and vscode-languageserver, and lets through only what that can be
 * trusted to answer: well-formed messages, in their phase of LSP's life cycle, with parameters that
 * {@link messageSchemas} takes, requests under an id that no open one has. Other requests are
 * answered here, with the id null where there is no usable one; other notifications are dropped
 * and logged.
 */
export function checkMessages(reader: MessageReader, writer: MessageWriter): CheckedMessages {
  let phase: 'started' | 'running' | 'shut down' = 'started';
  // The library takes "1" and 1 for the same.
  const open = new Set<string>();

  /** A failed write is heard of by `onError`. */
  const send = (message: object): void => {
    void writer.write({ jsonrpc: '2.0', ...message } as Message).catch(() => {});
  };

  function checkPhase({ id, method }: Call): void {
    const isInitialize = method === 'initialize' && id !== undefined;
    if (phase === 'started' && !isInitialize) {
      throw new Refusal(
        ErrorCodes.ServerNotInitialized,
        `${method}: the server waits for the request "initialize".`,
      );
    }
    if (phase === 'running' && isInitialize) {
      throw new Refusal(ErrorCodes.InvalidRequest, `${method}: the server is initialized already.`);
    }
    if (phase === 'shut down') {
      throw new Refusal(ErrorCodes.InvalidRequest, `${method}: the server was told to shut down.`);
    }
  }

  function check(call: Call): void {
    const { id, method, params } = call;
    if (id !== undefined && open.has(String(id))) {
      throw new Refusal(
        ErrorCodes.InvalidRequest,
        `id: expected one that no open request has; ${method} is not answered.`,
      );
    }
    checkPhase(call);
    const parsed = messageSchemas.get(method)?.safeParse(params);
    if (parsed?.success === false) {
      throw new Refusal(ErrorCodes.InvalidParams, `${method}: ${describeIssues(parsed.error)}`);
    }
  }

  function enter({ id, method }: Call): void {
    if (id === undefined) return;
    open.add(String(id));
    if (method === 'initialize') phase = 'running';
    if (method === 'shutdown') phase = 'shut down';
  }

  function refuse(message: unknown, { code, message: reason }: Refusal): void {
    const { id, method } = isEnvelope(message) ? message : {};
    if (typeof method === 'string' && id === undefined) {
      const params = { type: MessageType.Warning, message: `Ignored: ${reason}` };
      if (phase !== 'started') send({ method: 'window/logMessage', params });
    } else {
      send({ id: isUsableId(id) ? id : null, error: { code, message: reason } });
    }
  }

  function listen(callback: DataCallback): Disposable {
    return reader.listen((message: unknown) => {
      if (isEnvelope(message) && isResponse(message)) {
        if (isUsableId(message.id)) callback(message as unknown as Message);
        return;
      }
      try {
        const call = toCall(message);
        if (call.method !== 'exit' || call.id !== undefined) check(call);
        enter(call);
        callback(message as Message);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refuse(message, error);
      }
    });
  }

  /** Of an answer that is too long for a string, or no JSON, the client hears at least that. */
  async function write(message: Message): Promise<void> {
    const isAnswer = 'id' in message && !('method' in message);
    if (isAnswer) open.delete(String(message.id));
    try {
      await writer.write(message);
    } catch (error) {
      const reason = `The answer cannot be written: ${(error as Error).message}.`;
      if (isAnswer)
        send({ id: message.id, error: { code: ErrorCodes.InternalError, message: reason } });
    }
  }

  reader.onError((error) => {
    if (error instanceof UnreadableMessage) {
      send({ id: null, error: { code: ErrorCodes.ParseError, message: error.message } });
    }
  });

  return {
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      listen,
      dispose: () => reader.dispose(),
    },
    writer: {
      onError: writer.onError,
      onClose: writer.onClose,
      write,
      end: () => writer.end(),
      dispose: () => writer.dispose(),
    },
    isShutDown: () => phase === 'shut down',
  };
}
