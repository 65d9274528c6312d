import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A Python script as a process that answers each line it is sent with a line of JSON. */
export function startTorch(python, script, parameters) {
  const child = spawn(python, [script, ...parameters.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The PyTorch side ended early');
    return JSON.parse(value);
  };
  return {
    /** What it says once it can be asked. */
    ready: answer,
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    end: () => child.stdin.end(),
  };
}
