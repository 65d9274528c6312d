import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServerOptions } from '../protocol';
import { Runs } from '../runs';
import { userCacheFolder } from '../store';
import type { Classifier } from './context';
import { localFile } from './localFile';

/** Where the runs of a server are. */
export interface RunStore {
  /** Opened when they are first asked for. */
  current(): Runs;
  /** Halts what goes on; resolves when nothing of it can be lost any more. */
  close(): Promise<void>;
}

/**
 * The runs in the folder that the client has set. Without one, or with one that is no absolute path
 * (which the stores tell of), they lie in a folder that goes with the server.
 */
export function provideRunStore(
  engine: Pick<Classifier, 'classifyImages'>,
  options: () => ServerOptions,
): RunStore {
  let runs: Runs | undefined;
  let temporary: string | undefined;
  const forget = (): void => {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  };

  function temporaryFolder(): string {
    temporary = mkdtempSync(path.join(tmpdir(), 'diffusion-classifier-runs-'));
    // A client may go away without a word.
    process.once('exit', forget);
    return temporary;
  }

  return {
    current() {
      const { cacheFolder = userCacheFolder() } = options();
      const folder = cacheFolder === null ? undefined : localFile(cacheFolder);
      runs ??= new Runs({ engine, folder: folder ?? temporaryFolder() });
      return runs;
    },
    async close() {
      await runs?.close();
      forget();
      process.off('exit', forget);
    },
  };
}
