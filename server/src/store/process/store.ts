import type { FindParams, OpenAnswer, OpenParams, RememberParams, StoredResult } from '../messages';
import { StoreFailure } from '../storeFailure';
import { StoreDatabase, setAside } from './storeDatabase';
import { StoredResults } from './storedResults';

interface OpenTables {
  database: StoreDatabase;
  results: StoredResults;
}

/** What the store process answers its requests with. */
export class Store {
  private cacheFolder: string | undefined;
  private tables: OpenTables | undefined;

  /** @throws StoreFailure */
  open(parameters: OpenParams): OpenAnswer {
    this.cacheFolder = parameters.folder;
    const aside = parameters.setAside ? setAside(parameters.folder) : undefined;
    this.opened();
    return aside === undefined ? {} : { setAside: aside };
  }

  /** @throws StoreFailure */
  remember(parameters: RememberParams): void {
    // Somebody may have removed the folder: what is written to its files would be lost.
    if (!this.opened().database.isInPlace()) this.close();
    this.opened().results.remember(parameters);
  }

  /** @throws StoreFailure */
  find({ file }: FindParams): StoredResult | undefined {
    return this.opened().results.find(file);
  }

  close(): void {
    void this.tables?.database.close();
    this.tables = undefined;
  }

  private opened(): OpenTables {
    if (this.cacheFolder === undefined) {
      throw new StoreFailure('unusable', 'The first request must be "open".');
    }
    if (!this.tables) {
      const database = StoreDatabase.open(this.cacheFolder);
      this.tables = { database, results: new StoredResults(database) };
    }
    return this.tables;
  }
}
