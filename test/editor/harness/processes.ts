import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The processes, and all that they have started. */
export async function withDescendants(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const parents = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set(pids);
  for (const parent of found) {
    for (const [pid, ppid] of parents) if (ppid === parent) found.add(pid!);
  }
  return [...found];
}
