/**
 * Installs what the editor tests need and prints the folder of VS Code's server:
 * Chromium, Neovim, unzip and build headers (Debian packages), Node 24 and code-server (npm packages;
 * code-server carries a VS Code server built for browsers). Does nothing when all of it is there.
 *
 *   node test/editor/setup.mjs
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const version = '4.139.1';
const nodePackage = `node-linux-${process.arch}`;
const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
const parent = path.join(cache, 'diffusion-classifier-tests');
const folder = path.join(parent, `code-server-${version}`);

const debianPackages = [
  'build-essential',
  'chromium',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'neovim',
  'pkg-config',
  'python3',
  'unzip',
];

/** Modules that npm compiles or picks by platform: the first to be missing after a broken install. */
const nativeModules = [
  '@parcel/watcher',
  '@vscode/native-watchdog',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  'kerberos',
  'node-pty',
];

function say(message) {
  process.stderr.write(`editor tests: ${message}\n`);
}

/** Runs a command with its output on standard error, so that standard output stays one line. */
function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function succeeds(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0;
}

function isInstalled(debianPackage) {
  const { stdout } = spawnSync('dpkg-query', ['-W', `-f=\${db:Status-Status}`, debianPackage], {
    encoding: 'utf8',
  });
  return stdout === 'installed';
}

function installDebianPackages() {
  if (!succeeds('dpkg-query', ['--version'])) {
    say(`not a Debian system: these are taken for granted: ${debianPackages.join(', ')}`);
    return;
  }
  const missing = debianPackages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;

  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const install = [...asRoot, 'apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (asRoot.length > 0 && !succeeds('sudo', ['-n', 'true'])) {
    throw new Error(`Debian packages are missing and root is needed. Run: ${install.join(' ')}`);
  }
  say(`installing Debian packages: ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [update, ...updateArgs] = [...asRoot, 'apt-get', 'update'];
  run(update, updateArgs, { env });
  run(install[0], install.slice(1), { env });
}

/** Whether `root` holds a whole server: its entry is there and its native modules load. */
function isWhole(root) {
  const server = path.join(root, 'node_modules/code-server/lib/vscode');
  const node = path.join(root, 'node_modules', nodePackage, 'bin/node');
  if (!fs.existsSync(path.join(server, 'out/server-main.js')) || !fs.existsSync(node)) return false;
  const load = nativeModules.map((name) => `require(${JSON.stringify(name)})`).join(';');
  return succeeds(node, ['-e', load], { cwd: server });
}

function removeAbandoned() {
  for (const name of fs.readdirSync(parent)) {
    const pid = name.match(/\.partial-(\d+)$/)?.[1];
    if (pid && !fs.existsSync(`/proc/${pid}`))
      fs.rmSync(path.join(parent, name), { recursive: true });
  }
}

/** Builds in a folder of its own and renames it when whole: an aborted run leaves nothing in use. */
function installCodeServer() {
  say(`building code-server ${version} in ${parent} (2 to 5 minutes, 0.8 GB)`);
  fs.mkdirSync(parent, { recursive: true });
  removeAbandoned();
  const partial = `${folder}.partial-${process.pid}`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial);
  fs.writeFileSync(path.join(partial, 'package.json'), '{ "private": true }\n');

  const node = path.join(partial, 'node_modules', nodePackage);
  const env = {
    ...process.env,
    PATH: `${path.join(node, 'bin')}:${process.env.PATH}`,
    // The package brings the headers of its own version; node-gyp would download them.
    npm_config_nodedir: node,
    // code-server's own install script runs npm twice more; npm 12 blocks the scripts of all three
    // unless told so here. npm 10 does not know the setting and runs them anyway.
    npm_config_dangerously_allow_all_scripts: 'true',
    npm_config_ignore_scripts: 'false',
    npm_config_yes: 'true',
  };
  // Set by `npm run` to the repository, where this must not install.
  delete env.npm_config_local_prefix;

  const npmInstall = ['install', '--no-audit', '--no-fund', '--no-package-lock'];
  run('npm', [...npmInstall, `${nodePackage}@24`], { cwd: partial, env });
  run('npm', [...npmInstall, `code-server@${version}`], { cwd: partial, env });
  if (!isWhole(partial))
    throw new Error(`npm finished, yet native modules do not load in ${partial}`);

  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(partial, folder);
}

function main() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `expected Linux on x64 or arm64 but this is ${process.platform} on ${process.arch}; ` +
        'run the desktop tests instead (test/editor/README.md)',
    );
  }
  installDebianPackages();
  if (!isWhole(folder)) installCodeServer();
  process.stdout.write(`${folder}\n`);
}

try {
  main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
