import type { RunProgress } from '../protocol';

/** How whoever has a folder classified is told, and can change their mind. */
export interface RunControl {
  /** Cancels the run; what is done is kept. */
  signal?: AbortSignal | undefined;
  /** At the beginning and the end, and about once a second between. */
  onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Whether images that failed before are tried again. Default false. */
  retry?: boolean | undefined;
}
