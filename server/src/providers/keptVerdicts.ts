import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Verdict, verdictSchema } from './verdict';

const day = 86_400_000;

/** Days after which a verdict is forgotten: a driver may have changed without a sign that we know. */
const keptDays = { usable: 30, unusable: 1, absent: 1 } as const;

const keptSchema = z.object({ verdict: verdictSchema, provenAt: z.iso.datetime() });
const fileSchema = z.record(z.string(), keptSchema);

export type KeptVerdict = z.infer<typeof keptSchema>;

/**
 * The verdicts of this machine in a file, by what they depend on. A file that is damaged, or cannot be
 * read or written, is no failure: providers are then proven each time.
 */
export class KeptVerdicts {
  private readonly folder: string | null;

  /** @param location of the folder, an absolute path or a `file:` URI; null, or another, keeps nothing. */
  constructor(location: string | null) {
    this.folder = location === null ? null : folderAt(location);
  }

  async find(key: string): Promise<KeptVerdict | undefined> {
    return (await this.read())[key];
  }

  async keep(key: string, verdict: Verdict): Promise<KeptVerdict> {
    const kept = { verdict, provenAt: new Date().toISOString() };
    if (this.folder !== null) await this.write({ ...(await this.read()), [key]: kept });
    return kept;
  }

  /** All that are not too old. */
  private async read(): Promise<Record<string, KeptVerdict>> {
    if (this.folder === null) return {};
    const text = await readFile(this.file(this.folder), 'utf8').catch(() => '{}');
    const all = fileSchema.safeParse(parsed(text)).data ?? {};
    const recent = Object.entries(all).filter(
      ([, { verdict, provenAt }]) =>
        Math.abs(Date.now() - Date.parse(provenAt)) < keptDays[verdict.state] * day,
    );
    return Object.fromEntries(recent);
  }

  /** Whole or not at all: other servers read it meanwhile. */
  private async write(verdicts: Record<string, KeptVerdict>): Promise<void> {
    const file = this.file(this.folder!);
    const partial = `${file}.${process.pid}`;
    try {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(partial, `${JSON.stringify(verdicts, null, 2)}\n`);
      await rename(partial, file);
    } catch {}
  }

  private file(folder: string): string {
    return path.join(folder, 'providers.json');
  }
}

function folderAt(location: string): string | null {
  if (path.isAbsolute(location)) return location;
  try {
    return fileURLToPath(location);
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
