import type { Readable } from 'node:stream';
import {
  AbstractMessageReader,
  type DataCallback,
  Disposable,
  type MessageReader,
} from 'vscode-languageserver/node';
import { Frames } from './frames';

/** Bytes that are no message. The reader goes on behind them. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/**
 * Reads messages from a stream, whatever else stands in it. In place of vscode-jsonrpc's
 * StreamMessageReader, which finds no message ever again after a header without a length or with a
 * wrong one, keeps whatever comes where it waits for a header or a huge body, and takes any size.
 */
export class FramedMessageReader extends AbstractMessageReader implements MessageReader {
  private readonly frames = new Frames();

  constructor(private readonly input: Readable) {
    super();
  }

  /** Calls `callback` with each value received, and `onError` with an {@link UnreadableMessage}. */
  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer): void => {
      for (const frame of this.frames.add(chunk)) {
        if ('fault' in frame) this.fireError(new UnreadableMessage(frame.fault));
        // An envelope that is no message is answered by those who listen.
        else callback(frame.message as Parameters<DataCallback>[0]);
      }
    };
    this.input.on('data', onData);
    this.input.on('error', (error) => this.fireError(error));
    this.input.on('close', () => this.fireClose());
    return Disposable.create(() => this.input.off('data', onData));
  }
}
