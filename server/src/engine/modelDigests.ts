import { isUnchanged, type ModelFolder, weightsDigest } from '../models';
import type { ErrorMemory } from './errorMemory';

/** Digests of models' weights, each computed once for each state of its files. */
export class ModelDigests {
  private readonly known = new Map<string, Promise<string | undefined>>();
  private readonly end = new AbortController();

  constructor(private readonly memory: Pick<ErrorMemory, 'note' | 'setNote'>) {}

  /** Undefined where a file cannot be read, or changes meanwhile: the host, which needs it, says so. */
  async of(model: ModelFolder): Promise<string | undefined> {
    const key = JSON.stringify([model.folder, model.revision]);
    const known = this.known.get(key) ?? this.read(model, key);
    this.known.set(key, known);
    return await known;
  }

  /** Gives up what is being read: gigabytes would keep the process for seconds. */
  dispose(): void {
    this.end.abort();
  }

  private async read(model: ModelFolder, key: string): Promise<string | undefined> {
    const name = `weights ${key}`;
    const noted = await this.memory.note(name);
    if (noted !== undefined) return noted;
    try {
      const digest = await weightsDigest(model, this.end.signal);
      if (!(await isUnchanged(model))) throw new Error('The model has changed meanwhile.');
      await this.memory.setNote(name, digest);
      return digest;
    } catch {
      this.known.delete(key);
      return undefined;
    }
  }
}
