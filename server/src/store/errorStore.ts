import { DiskStore } from './diskStore';
import {
  FindErrorsRequest,
  NoteRequest,
  RememberErrorsRequest,
  SetNoteRequest,
} from './errorMessages';
import { packErrors, type StoredErrors, unpackErrors } from './packedErrors';

/**
 * What a person should hear of the store of errors, each kind once:
 * - `lost`: it cannot be used; errors are computed again each time, until the process ends
 * - `full`: there is no room, and new errors are not kept until there is
 * - `setAside`: it was damaged, and was begun anew
 */
export interface ErrorStoreTrouble {
  kind: 'lost' | 'full' | 'setAside';
  /** What is wrong and what to do, in a sentence; of `setAside`, the folder with what it held. */
  reason: string;
}

export interface ErrorStoreOptions {
  onTrouble?: (trouble: ErrorStoreTrouble) => void;
  /** Bytes that it may take on disk. Default: 1 GB. */
  capacity?: number;
  /** The bundle of the store process. Default: `dist/store.js` of this package. */
  storeEntry?: string;
  /** Milliseconds without an answer after which the store process is taken for stuck. */
  storePatience?: number;
}

/**
 * Errors of single evaluations, on disk: they outlive the process, and all processes share them.
 * Whatever goes wrong there, nothing fails: it is as if nothing were known.
 */
export class ErrorStore {
  private readonly disk: DiskStore;

  constructor({ onTrouble, capacity, storeEntry, storePatience }: ErrorStoreOptions = {}) {
    this.disk = new DiskStore({
      holds: 'errors',
      onTrouble: (kind, reason) => onTrouble?.({ kind, reason }),
      capacity,
      entry: storeEntry,
      patience: storePatience,
    });
  }

  /**
   * Starts the store, unless it was started. What is asked before finds nothing.
   *
   * @param folder The cache folder: absolute; made where it does not exist.
   */
  async open(folder: string): Promise<void> {
    await this.disk.open(folder);
  }

  /**
   * The errors that are known of each conditioning, with the bits that they were remembered with.
   *
   * @param context A hash of all that errors depend on but conditioning and sample.
   */
  async find(context: string, conditionings: string[]): Promise<(StoredErrors | undefined)[]> {
    const found: (StoredErrors | undefined)[] = [];
    while (found.length < conditionings.length) {
      const rest = conditionings.slice(found.length);
      const answer = await this.disk.ask(FindErrorsRequest.type, { context, conditionings: rest });
      for (const packed of answer ?? rest.map(() => null)) {
        found.push(packed === null ? undefined : unpackErrors(Buffer.from(packed, 'base64')));
      }
    }
    return found;
  }

  /**
   * Keeps errors beside what is known of their conditionings: all of them or, where the store fails,
   * none. Of an evaluation that is known the errors stay as they are. When it resolves, they are on
   * disk.
   *
   * @throws RangeError for errors that are none (packErrors).
   */
  async remember(
    context: string,
    rows: { conditioning: string; errors: StoredErrors }[],
  ): Promise<void> {
    const packed = rows.map(({ conditioning, errors }) => ({
      conditioning,
      packed: packErrors(errors).toString('base64'),
    }));
    await this.disk.ask(RememberErrorsRequest.type, { context, rows: packed });
  }

  /** A note that was set, undefined where there is none. */
  async note(key: string): Promise<string | undefined> {
    return (await this.disk.ask(NoteRequest.type, { key })) ?? undefined;
  }

  /**
   * Keeps a small text beside the errors, in place of what the key had. Of 1,000 notes those set
   * longest ago make room; one of more than 64 kB is not kept.
   */
  async setNote(key: string, value: string): Promise<void> {
    await this.disk.ask(SetNoteRequest.type, { key, value });
  }

  /** Lets the store process end. Loses nothing that was answered. */
  close(): void {
    this.disk.close();
  }
}
