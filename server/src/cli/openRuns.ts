import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultImageLimits } from '../imageLimits';
import { FetchingEngine } from '../queue';
import { Runs } from '../runs';
import { userCacheFolder } from '../store';
import { limitsOf } from './limits';
import { type EngineFlags, type OpenEngine, openEngine } from './openEngine';
import type { Terminal } from './terminal';

export interface OpenRuns extends Omit<OpenEngine, 'engine' | 'close'> {
  runs: Runs;
  /** Whether a run is still there when the command has ended. */
  isKept: boolean;
  close(): Promise<void>;
}

/** The folder that runs are kept in: that of the user, unless a flag names another. */
export function runsFolder({ cacheFolder }: Pick<EngineFlags, 'cacheFolder'>): string {
  return path.resolve(cacheFolder ?? userCacheFolder());
}

/** Where runs lie: with `--no-store` in a folder that goes, since they are forgotten as all else is. */
export function runsPlace(flags: EngineFlags): {
  folder: string;
  isKept: boolean;
  forget(): void;
} {
  const isKept = flags.store !== false;
  const folder = isKept ? runsFolder(flags) : mkdtempSync(path.join(tmpdir(), 'runs-'));
  const forget = (): void => {
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  };
  return { folder, isKept, forget };
}

/** The runs of this user, and an engine that works on them. */
export function openRuns(flags: EngineFlags, terminal: Terminal): OpenRuns {
  const { folder, isKept, forget } = runsPlace(flags);
  const { engine, close: closeEngine, ...open } = openEngine(flags, terminal);
  const limits = { ...defaultImageLimits, ...limitsOf(flags) };
  const runs = new Runs({ engine: new FetchingEngine(engine, limits), folder });
  return {
    ...open,
    runs,
    isKept,
    close: async () => {
      await runs.close();
      closeEngine();
      forget();
    },
  };
}
