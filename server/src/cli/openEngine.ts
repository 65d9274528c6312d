import path from 'node:path';
import { Engine } from '../engine';
import { chooseDevices } from '../providers';
import { ErrorStore, type ErrorStoreTrouble, userCacheFolder } from '../store';
import { type Conversation, conversation } from './conversation';
import { type DeviceFlags, devicesOf } from './devices';
import { type LimitFlags, limitsOf } from './limits';
import type { Terminal } from './terminal';

/** What every command that asks a model has. */
export interface EngineFlags extends DeviceFlags, LimitFlags {
  /** False with `--no-store`. */
  store?: boolean;
  cacheFolder?: string;
}

function storeTrouble({ kind, reason }: ErrorStoreTrouble): string {
  switch (kind) {
    case 'lost':
      return `Errors are not remembered: ${reason}`;
    case 'full':
      return `New errors are not remembered: ${reason}`;
    case 'setAside':
      return `The store of errors was damaged. It was begun anew; what it held is in ${reason}.`;
  }
}

export interface OpenEngine extends Conversation {
  engine: Engine;
  close(): void;
}

/**
 * An engine on the devices and within the limits of the flags, with the error store of this user.
 *
 * @throws Failure `options-invalid`.
 */
export function openEngine(flags: EngineFlags, terminal: Terminal): OpenEngine {
  const limits = limitsOf(flags);
  const devices = devicesOf(flags);
  const said = conversation(terminal);
  const { warn, warnOnce } = said;
  const errors = new ErrorStore({ onTrouble: (trouble) => warn(storeTrouble(trouble)) });
  // Nobody waits for it: what is asked of it first, does.
  if (flags.store !== false) void errors.open(path.resolve(flags.cacheFolder ?? userCacheFolder()));
  let trouble: string | undefined;
  const engine = new Engine({
    onStatus: ({ health, message, warnings = [] }) => {
      // A status is told more than once while it lasts.
      if (health === 'warning' && message && message !== trouble) warn(message);
      trouble = message;
      for (const warning of warnings) warnOnce(warning.message);
    },
    limits: () => limits,
    devices: (signal) => chooseDevices(devices, { signal }),
    errors,
  });
  return {
    ...said,
    engine,
    close: () => {
      engine.dispose();
      errors.close();
    },
  };
}
