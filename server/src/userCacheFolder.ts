import { homedir } from 'node:os';
import path from 'node:path';

const name = 'diffusion-classifier';

/** The user's own folder for what can be computed again, as each system has it. */
export function userCacheFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local');
    return path.win32.join(local, name, 'Cache');
  }
  // The XDG specification has relative paths ignored. On macOS it is honoured where it is set.
  const given = environment.XDG_CACHE_HOME ?? '';
  const usual = path.posix.join(home, platform === 'darwin' ? 'Library/Caches' : '.cache');
  return path.posix.join(path.posix.isAbsolute(given) ? given : usual, name);
}
