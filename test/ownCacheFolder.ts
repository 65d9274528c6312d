import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Servers that tests start must not keep their results in the user's own cache folder, nor know the
 * models that the user has downloaded.
 */
export default function useOwnCacheFolder(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'cache-'));
  process.env.XDG_CACHE_HOME = folder;
  process.env.LOCALAPPDATA = folder;
  process.env.DIFFUSION_CLASSIFIER_MODELS = path.join(folder, 'models');
  return () => rmSync(folder, { recursive: true, force: true });
}
