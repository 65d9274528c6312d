/**
 * Installs Redis, which the tests of the queue need, from Debian's package, and prints the program.
 * Does nothing where it is there.
 *
 *   node test/queue/setup.mjs
 */
import { spawnSync } from 'node:child_process';

const program = 'redis-server';

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Output goes to standard error, so that standard output stays one line. */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], env });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function install() {
  if (!succeeds('dpkg-query', ['--version'])) {
    throw new Error(`${program} is not installed, and this is not a Debian system`);
  }
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && !succeeds('sudo', ['-n', 'true'])) {
    throw new Error(
      `${program} is missing and root is needed. Run: sudo apt-get install ${program}`,
    );
  }
  const [first, ...rest] = [...asRoot, 'apt-get'];
  // Several test files may come here at once.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  run(first, [...rest, ...wait, 'update']);
  run(first, [...rest, ...wait, 'install', '-y', '--no-install-recommends', program]);
}

try {
  if (!succeeds(program, ['--version'])) install();
  process.stdout.write(`${program}\n`);
} catch (error) {
  process.stderr.write(`queue tests: ${error.message}\n`);
  process.exitCode = 1;
}
