import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../server/src/packageRoot';

/** A Python script as a process that answers each line it is sent with a line of JSON. */
export interface TorchProcess<Ready, Answer> {
  /** What it says once it can be asked. */
  ready: Ready;
  ask(line: string): Promise<Answer>;
  end(): void;
}

/** @param script of `test/bench/torch`. */
export async function startTorch<Ready, Answer>(
  python: string,
  script: string,
  parameters: readonly (string | number)[],
): Promise<TorchProcess<Ready, Answer>> {
  const file = path.join(packageRoot(), 'test', 'bench', 'torch', script);
  const child = spawn(python, [file, ...parameters.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Without a reader of this event, a Python that is not there would end us with a stack trace.
  let trouble = 'it ended early';
  child.on('error', (error) => {
    trouble = error.message;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The PyTorch side (${python} ${script}) does not answer: ${trouble}`);
    return JSON.parse(value);
  };
  return {
    ready: await answer(),
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    end: () => child.stdin.end(),
  };
}
