import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder for one test, with one in it that programs take for the user's, for the one of temporary
 * files and for the current one: where they write when they do not think about it.
 */
export class Sandbox {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'mutations-')));
  readonly repository = process.cwd();
  private readonly environment = { ...process.env };
  private readonly elsewhere = path.join(this.root, 'elsewhere');

  constructor(settings: NodeJS.ProcessEnv = {}) {
    const { elsewhere } = this;
    mkdirSync(elsewhere);
    Object.assign(process.env, settings, { HOME: elsewhere, TMPDIR: elsewhere, TEMP: elsewhere });
    // ONNX Runtime is on its best behaviour where it sees a CI.
    delete process.env.CI;
    process.chdir(elsewhere);
  }

  /** What was written where nobody was told to write. */
  strays(): string[] {
    return readdirSync(this.elsewhere, { recursive: true }).map(String);
  }

  dispose(): void {
    process.chdir(this.repository);
    process.env = this.environment;
    rmSync(this.root, { recursive: true });
  }
}
