import { homedir } from 'node:os';
import path from 'node:path';

const name = 'diffusion-classifier';

/**
 * Absolute path of the folder that downloaded models lie in: what DIFFUSION_CLASSIFIER_MODELS
 * names, else in the folder that the system has for the user's data. It need not exist.
 */
export function modelsFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  const given = environment.DIFFUSION_CLASSIFIER_MODELS;
  if (given) return path.resolve(given);
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local');
    return path.win32.join(local, name, 'models');
  }
  // The XDG specification has relative paths ignored. On macOS it is honoured where it is set.
  const data = environment.XDG_DATA_HOME ?? '';
  const usual = path.posix.join(
    home,
    platform === 'darwin' ? 'Library/Application Support' : '.local/share',
  );
  return path.posix.join(path.posix.isAbsolute(data) ? data : usual, name, 'models');
}
