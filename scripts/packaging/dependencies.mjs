import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const wasmDecoder = '@img/sharp-wasm32';

/**
 * Installs into `folder` what the program needs when it runs on `target`, at the versions and by the
 * hashes of the lock file. No script of a package is run.
 *
 * @returns packages beyond those of the manifest, with their versions
 */
export function installDependencies(root, folder, target) {
  const modules = path.join(folder, 'node_modules');
  npmInstall(root, folder, target);
  keepRuntimeOf(modules, target);
  return target.decoder === 'wasm' ? takeWasmDecoder(root, folder, target) : {};
}

function npmInstall(root, folder, { os, cpu, libc }) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(path.join(root, name), path.join(folder, name));
  }
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  args.push(`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : []));
  const env = { ...process.env };
  // Set by `npm run` to the repository, where this must not install.
  delete env.npm_config_local_prefix;
  const stdio = ['ignore', 'ignore', 'inherit'];
  const { status, error } = spawnSync('npm', args, { cwd: folder, env, stdio });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}`);
}

/** Leaves, of ONNX Runtime's libraries for all platforms, those of one. */
function keepRuntimeOf(modules, { os, cpu }) {
  const binaries = path.join(modules, 'onnxruntime-node/bin/napi-v6');
  for (const system of readdirSync(binaries)) {
    for (const processor of readdirSync(path.join(binaries, system))) {
      if (system === os && processor === cpu) continue;
      rmSync(path.join(binaries, system, processor), { recursive: true });
    }
  }
  if (os !== 'darwin') return;
  // The same 45 MB under a second name, by which nothing asks for it.
  const folder = path.join(binaries, os, cpu);
  for (const name of readdirSync(folder)) {
    if (/^libonnxruntime\.\d+\..+\.dylib$/.test(name)) rmSync(path.join(folder, name));
  }
}

/** Puts sharp's WebAssembly build, which sharp loads where it finds no native one, in its place. */
function takeWasmDecoder(root, folder, target) {
  const images = path.join(folder, 'node_modules/@img');
  for (const name of readdirSync(images)) {
    if (/^sharp-/.test(name)) rmSync(path.join(images, name), { recursive: true });
  }
  const other = path.join(folder, 'wasm');
  npmInstall(root, other, { ...target, cpu: 'wasm32' });
  const from = path.join(other, 'node_modules', wasmDecoder);
  const to = path.join(folder, 'node_modules', wasmDecoder);
  cpSync(from, to, { recursive: true });
  rmSync(other, { recursive: true });
  return { [wasmDecoder]: JSON.parse(readFileSync(path.join(to, 'package.json'), 'utf8')).version };
}
