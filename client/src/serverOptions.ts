import type { ServerOptions } from '../../server/src/protocol';
import { cacheFolder, deviceIndices, imageLimits, providerOrder } from './settings';

/**
 * What the server is told when it starts and when a setting changes. What is not valid is left
 * out: nothing is classified until it is corrected, and the server needs to run meanwhile.
 */
export function serverOptions(): ServerOptions {
  // The extension has a command of its own, with which hovers may link to it.
  const features = { codeActions: false, commandLinks: true };
  const providers = validOrNone(providerOrder) ?? [];
  const devices = validOrNone(deviceIndices) ?? [];
  const folder = validOrNone(cacheFolder);
  const limits = validOrNone(imageLimits);
  return {
    ...features,
    ...(limits && { limits }),
    ...(folder && { cacheFolder: folder }),
    ...(providers.length > 0 && { providers }),
    ...(devices.length > 0 && { devices }),
  };
}

function validOrNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
