import type { Database as Table } from 'lmdb';
import { keyOf } from './keys';
import { seal, unseal } from './sealed';
import type { StoreDatabase } from './storeDatabase';

/** Notes are small, so counting them is enough. */
const defaultCapacity = 1_000;

/** Bytes of a note, beyond which it is not kept. */
const lengthLimit = 64_000;

/** Bytes before the text of a note: a number that rises from one note to the next. */
const sequenceLength = 8;

/** Short texts by any key; those set longest ago make room. */
export class StoredNotes {
  private readonly notes: Table<Buffer, Buffer>;

  /** @param capacity How many notes are kept. */
  constructor(
    private readonly database: StoreDatabase,
    private readonly capacity = defaultCapacity,
  ) {
    this.notes = database.binaryTable('notes');
  }

  find(key: string): string | undefined {
    const hash = keyOf(key);
    const content = this.database.read(() => unseal(hash, this.notes.get(hash)));
    return content?.toString('utf8', sequenceLength);
  }

  /**
   * Returns once the note is on disk.
   *
   * @throws StoreFailure `full`, `unusable`, `damaged`
   */
  set(key: string, value: string): void {
    if (Buffer.byteLength(value) > lengthLimit) return;
    const hash = keyOf(key);
    this.database.write(() => {
      this.notes.removeSync(hash);
      const inOrder = this.inOrder();
      const { sequence = 0 } = inOrder.at(-1) ?? {};
      const content = Buffer.alloc(sequenceLength + Buffer.byteLength(value));
      content.writeDoubleLE(sequence + 1);
      content.write(value, sequenceLength);
      this.notes.putSync(hash, seal(hash, content));
      for (const { hash } of inOrder.slice(0, Math.max(inOrder.length + 1 - this.capacity, 0))) {
        this.notes.removeSync(hash);
      }
    });
  }

  /** Keys and numbers of all notes, the one set longest ago first; before it those that are none. */
  private inOrder(): { hash: Buffer; sequence: number }[] {
    const all = [...this.notes.getRange()].map(({ key, value }) => ({
      hash: key,
      sequence: unseal(key, value)?.readDoubleLE() ?? 0,
    }));
    return all.sort((one, other) => one.sequence - other.sequence);
  }
}
