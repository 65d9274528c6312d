import fs from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';

/** Runs the program named beside it, and leaves its process id and the number of this start. */
const launcher = `
const fs = require('node:fs');
const path = require('node:path');
const starts = path.join(__dirname, 'starts');
fs.appendFileSync(starts, process.pid + '\\n');
process.env.FAKE_SERVER_START = String(fs.readFileSync(starts, 'utf8').split('\\n').length - 1);
require(fs.readFileSync(path.join(__dirname, 'program'), 'utf8'));
`;

/** An extension like another, whose language server is another program from its next start on. */
export class ReplaceableServer {
  private constructor(
    private readonly original: string,
    /** The extension. */
    readonly folder: string,
  ) {}

  /** @param original folder of the extension that the new one, in `folder`, is like */
  static async make(original: string, folder: string): Promise<ReplaceableServer> {
    const dist = path.join(folder, 'dist');
    await fs.mkdir(dist, { recursive: true });
    const texts = ['package.json', 'package.nls.json', 'package.nls.zh-cn.json', 'l10n'];
    for (const name of [...texts, 'media', 'dist/webview']) {
      await fs.symlink(path.join(original, name), path.join(folder, name));
    }
    // No links: VS Code knows by where a program really lies which extension it is of.
    for (const name of ['client.js', 'client']) {
      await fs.cp(path.join(original, 'dist', name), path.join(dist, name), { recursive: true });
    }
    await fs.writeFile(path.join(dist, 'server.js'), launcher);
    const server = new ReplaceableServer(original, folder);
    await server.useReal();
    return server;
  }

  useReal(): Promise<void> {
    return this.use(path.join(this.original, 'dist/server.js'));
  }

  /** @param name of a program in test/fixtures/servers, without its ending */
  useFake(name: string): Promise<void> {
    return this.use(path.join(packageRoot(), `test/fixtures/servers/${name}.cjs`));
  }

  /** Ids of the processes that were started since the program was replaced, the oldest first. */
  async starts(): Promise<number[]> {
    const text = await fs.readFile(path.join(this.folder, 'dist/starts'), 'utf8');
    return text.trim().split('\n').filter(Boolean).map(Number);
  }

  private async use(program: string): Promise<void> {
    await fs.writeFile(path.join(this.folder, 'dist/program'), program);
    await fs.writeFile(path.join(this.folder, 'dist/starts'), '');
  }
}
