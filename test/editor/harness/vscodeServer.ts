import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { addLanguagePack } from './languagePack';

/** Settings that keep everything away that is not ours: prompts, other features, delays. */
const settings = {
  'chat.disableAIFeatures': true,
  'editor.hover.delay': 100,
  'editor.scrollBeyondLastLine': false,
  'editor.stickyScroll.enabled': false,
  'explorer.autoReveal': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.hover.delay': 100,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** VS Code's server, with data folders of its own, on a free port of this machine. */
export class VSCodeServer {
  /** Host and port. */
  readonly address: string;

  private constructor(
    private readonly child: ChildProcess,
    port: number,
  ) {
    this.address = `127.0.0.1:${port}`;
  }

  /**
   * @param options.installation the folder that `setup.mjs` printed
   * @param options.dataFolder where settings, logs and extensions go; made if missing
   * @param options.extension folder of an extension to have installed, as a person has
   * @param options.packageFile a .vsix to have installed by VS Code itself
   * @param options.language that its pages are to be shown in, such as `zh-cn`
   * @param options.environment variables that extensions and what they start are to have
   * @param options.asksForTrust whether it asks if a folder's authors are trusted, as a person's does
   * @param options.forExtensionTests whether pages may load extensions and tests by their URL; no
   *   notification pops up in such a server
   * @throws Error with what the server printed, when it ends or says no port within 60 s
   */
  static async start({
    installation,
    dataFolder,
    extension,
    packageFile,
    language,
    environment = {},
    asksForTrust = false,
    forExtensionTests = false,
  }: {
    installation: string;
    dataFolder: string;
    extension?: string;
    packageFile?: string;
    language?: string;
    environment?: Record<string, string>;
    asksForTrust?: boolean;
    forExtensionTests?: boolean;
  }): Promise<VSCodeServer> {
    const modules = path.join(installation, 'node_modules');
    const userData = path.join(dataFolder, 'user');
    await fs.mkdir(path.join(userData, 'User'), { recursive: true });
    await fs.writeFile(path.join(userData, 'User/settings.json'), JSON.stringify(settings));
    if (language) await addLanguagePack(userData, language);
    const extensions = path.join(dataFolder, 'extensions');
    await fs.mkdir(extensions);
    if (extension) await fs.symlink(extension, path.join(extensions, 'under-test'));

    const node = path.join(modules, `node-linux-${process.arch}/bin/node`);
    const program = [
      path.join(modules, 'code-server/lib/vscode/out/server-main.js'),
      '--accept-server-license-terms',
      ...['--server-data-dir', path.join(dataFolder, 'server')],
      ...['--user-data-dir', userData],
      ...['--extensions-dir', extensions],
    ];
    // Without an address there is no marketplace, and nothing is asked of one.
    const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
    if (packageFile) {
      await promisify(execFile)(node, [...program, '--install-extension', packageFile], { env });
    }

    const child = spawn(
      node,
      [
        ...program,
        '--without-connection-token',
        ...(asksForTrust ? [] : ['--disable-workspace-trust']),
        ...['--telemetry-level', 'off'],
        ...['--host', '127.0.0.1', '--port', '0'],
        ...(language ? ['--locale', language] : []),
        ...(forExtensionTests ? ['--enable-smoke-test-driver'] : []),
      ],
      {
        // A group of its own, so that extension hosts and what they fork end with it.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...env,
          XDG_CACHE_HOME: path.join(dataFolder, 'cache'),
          DIFFUSION_CLASSIFIER_MODELS: path.join(dataFolder, 'models'),
          ...environment,
        },
      },
    );
    const killGroup = () => killProcessGroup(child);
    process.once('exit', killGroup);
    child.once('exit', () => process.off('exit', killGroup));
    try {
      return new VSCodeServer(child, await announcedPort(child));
    } catch (error) {
      killGroup();
      throw error;
    }
  }

  /** The address of VS Code with `query` as its parameters. */
  url(query: Record<string, string>): string {
    return `http://${this.address}/?${new URLSearchParams(query)}`;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    killProcessGroup(this.child);
    await ended;
  }
}

/** Leaves nothing behind: no part of a test's server has anything to save. */
function killProcessGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => reject(new Error(`VS Code's server ${why}:\n${printed}`));
    const timer = setTimeout(fail, 60_000, 'said no port within 60 s');
    const read = (chunk: Buffer) => {
      printed += chunk;
      const port = printed.match(/Extension host agent listening on (\d+)/)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`did not start (${error.message})`));
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}
