import { type ModelFolder, weightsDigest } from '../models';
import type { ErrorMemory } from './errorMemory';

/** Digests of models' weights, each computed once for each state of its files. */
export class ModelDigests {
  private readonly known = new Map<string, Promise<string | undefined>>();

  constructor(private readonly memory: Pick<ErrorMemory, 'note' | 'setNote'>) {}

  /** Undefined where a file cannot be read: the host, which needs it, says so. */
  async of(model: ModelFolder): Promise<string | undefined> {
    const key = JSON.stringify([model.folder, model.revision]);
    const known = this.known.get(key) ?? this.read(model, key);
    this.known.set(key, known);
    return await known;
  }

  private async read(model: ModelFolder, key: string): Promise<string | undefined> {
    const name = `weights ${key}`;
    const noted = await this.memory.note(name);
    if (noted !== undefined) return noted;
    try {
      const digest = await weightsDigest(model);
      await this.memory.setNote(name, digest);
      return digest;
    } catch {
      this.known.delete(key);
      return undefined;
    }
  }
}
