import type { ServerOptions } from '../../server/src/protocol';
import { imageLimits } from './settings';

/**
 * What the server is told when it starts and when a setting changes. A limit that is not valid is
 * left out: nothing is classified until it is corrected, and the server needs to run meanwhile.
 */
export function serverOptions(): ServerOptions {
  // The extension has a command of its own, with which hovers may link to it.
  const features = { codeActions: false, commandLinks: true };
  try {
    return { ...features, limits: imageLimits() };
  } catch {
    return features;
  }
}
