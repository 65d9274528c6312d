import type { OpenAnswer, OpenParams } from '../messages';
import { StoreFailure } from '../storeFailure';
import { StoreDatabase, setAside } from './storeDatabase';
import { StoredErrors } from './storedErrors';
import { StoredNotes } from './storedNotes';
import { StoredResults } from './storedResults';

/** The tables of an open store: those of what it holds, and none of the other kind. */
interface Tables {
  results?: StoredResults;
  errors?: StoredErrors;
  notes?: StoredNotes;
}

function openTables(database: StoreDatabase, { holds, capacity }: OpenParams): Tables {
  return holds === 'results'
    ? { results: new StoredResults(database, capacity) }
    : { errors: new StoredErrors(database, capacity), notes: new StoredNotes(database) };
}

/** What the store process answers its requests with. */
export class Store {
  private parameters: OpenParams | undefined;
  private database: StoreDatabase | undefined;
  private tables: Tables = {};

  /** @throws StoreFailure */
  open(parameters: OpenParams): OpenAnswer {
    const { folder, holds } = parameters;
    this.parameters = parameters;
    const aside = parameters.setAside ? setAside(folder, holds) : undefined;
    this.openDatabase(parameters);
    return aside === undefined ? {} : { setAside: aside };
  }

  /** What it holds, whatever that is. */
  get held(): StoredResults | StoredErrors {
    return this.parameters?.holds === 'errors' ? this.errors : this.results;
  }

  /** @throws StoreFailure as do those below. */
  get results(): StoredResults {
    return this.table('results');
  }

  get errors(): StoredErrors {
    return this.table('errors');
  }

  get notes(): StoredNotes {
    return this.table('notes');
  }

  close(): void {
    this.tables.errors?.flush();
    void this.database?.close();
    this.database = undefined;
    this.tables = {};
  }

  private table<K extends keyof Tables>(name: K): NonNullable<Tables[K]> {
    if (!this.parameters) throw new StoreFailure('unusable', 'The first request must be "open".');
    // Somebody may have removed the folder: what is written to its files would be lost.
    if (!this.database?.isInPlace()) {
      void this.database?.close();
      this.openDatabase(this.parameters);
    }
    const table = this.tables[name];
    if (!table) throw new StoreFailure('unusable', `This store holds no ${name}.`);
    return table;
  }

  private openDatabase(parameters: OpenParams): void {
    const { folder, holds } = parameters;
    this.database = StoreDatabase.open(folder, holds);
    this.tables = openTables(this.database, parameters);
  }
}
