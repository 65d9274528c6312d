import { availableParallelism } from 'node:os';
import type { Device } from '../host/messages';
import type { Warning } from '../protocol';
import { cancelled } from './cancelled';
import { HostSession } from './hostSession';
import type { Patience } from './openHost';
import { Turns } from './turns';

export interface DeviceChoice {
  /** At least one. */
  devices: Device[];
  /** Why some that were to be used are not. */
  warnings: Warning[];
}

interface HostsOptions {
  entry: string;
  choose: (signal: AbortSignal) => Promise<DeviceChoice>;
  onRestart: (cause: string) => void;
  patience: Patience;
}

/** Hosts that share the processor share its threads. */
function withThreads(devices: readonly Device[]): Device[] {
  const onProcessor = devices.filter(({ provider }) => provider === 'cpu').length;
  const threads = Math.max(1, Math.floor(availableParallelism() / onProcessor));
  return devices.map((device) =>
    device.provider === 'cpu' && onProcessor > 1 ? { ...device, threads } : device,
  );
}

/** The hosts of an engine, one for each device, and who may use them next. */
export class Hosts {
  warnings: readonly Warning[] = [];
  private sessions: HostSession[] = [];
  private chosen: Promise<Turns<HostSession>> | undefined;
  private readonly end = new AbortController();

  constructor(private readonly options: HostsOptions) {}

  /**
   * Chooses the devices when it is called first, and again after a choice that failed.
   *
   * @throws Failure `provider-unavailable`; `cancelled` once it is disposed.
   */
  async turns(): Promise<Turns<HostSession>> {
    if (this.end.signal.aborted) throw cancelled();
    this.chosen ??= this.choose();
    try {
      return await this.chosen;
    } catch (error) {
      this.chosen = undefined;
      throw error;
    }
  }

  dispose(): void {
    this.end.abort();
    for (const session of this.sessions) session.dispose();
  }

  private async choose(): Promise<Turns<HostSession>> {
    const { choose, entry, onRestart, patience } = this.options;
    const { devices, warnings } = await choose(this.end.signal);
    this.warnings = warnings;
    this.sessions = withThreads(devices).map(
      (device) => new HostSession(device, entry, onRestart, patience),
    );
    if (this.end.signal.aborted) this.dispose();
    return new Turns(this.sessions);
  }
}
