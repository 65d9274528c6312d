import type { StoredErrors } from '../store';

/** Where errors of single evaluations are kept from one classification to the next. */
export interface ErrorMemory {
  /** What is known under `context`, by conditioning. */
  find(context: string, conditionings: string[]): Promise<(StoredErrors | undefined)[]>;
  /** Resolves once they will survive the end of any process. */
  remember(context: string, rows: { conditioning: string; errors: StoredErrors }[]): Promise<void>;
  note(key: string): Promise<string | undefined>;
  setNote(key: string, value: string): Promise<void>;
}
