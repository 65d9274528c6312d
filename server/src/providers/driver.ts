import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Provider } from '../host/messages';

/** What a provider's verdict depends on beside ONNX Runtime, as far as it can be told unasked. */
export interface Driver {
  /** For people. */
  name: string;
  /** Files and folders with the times of their last change: with them the driver may have changed. */
  stamps: string[];
}

export async function driverOf(provider: Provider): Promise<Driver> {
  if (provider === 'cpu') return { name: os.cpus()[0]?.model.trim() ?? process.arch, stamps: [] };
  // Drivers of graphics cards come with updates of the system there.
  if (process.platform !== 'linux') return { name: `${os.type()} ${os.release()}`, stamps: [] };
  const nvidia = await nvidiaDriver();
  if (provider !== 'webgpu') return { name: nvidia, stamps: await stamped(libraryPlaces()) };
  const manifests = await vulkanManifests();
  const names = manifests.map((file) => path.basename(file, '.json')).join(', ');
  return {
    name: `Vulkan (${names || 'no driver'}), ${nvidia}`,
    stamps: await stamped([...manifests, ...libraryPlaces()]),
  };
}

/** The version of the NVIDIA driver: of its module in the kernel or, under WSL, by its own tool. */
async function nvidiaDriver(): Promise<string> {
  const loaded = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
  const version = /Kernel Module[^\d]*([\d.]+)/.exec(loaded)?.[1] ?? (await askNvidia());
  return version ? `NVIDIA driver ${version}` : 'no NVIDIA driver';
}

async function askNvidia(): Promise<string | undefined> {
  const query = ['--query-gpu=driver_version', '--format=csv,noheader'];
  const asked = promisify(execFile)('nvidia-smi', query, { timeout: 5_000 });
  const { stdout } = await asked.catch(() => ({ stdout: '' }));
  return stdout.trim().split('\n')[0];
}

/** Where the loader of Linux looks for libraries: its own list changes when one is installed. */
function libraryPlaces(): string[] {
  const named = process.env.LD_LIBRARY_PATH?.split(path.delimiter) ?? [];
  return ['/etc/ld.so.cache', ...named.filter((folder) => folder !== '')];
}

/** The files in which Vulkan's drivers are registered, as its loader finds them. */
async function vulkanManifests(): Promise<string[]> {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  const named = VK_DRIVER_FILES ?? VK_ICD_FILENAMES;
  if (named !== undefined) return named.split(path.delimiter);
  const folders = ['/etc', '/usr/local/share', '/usr/share'].map((root) => `${root}/vulkan/icd.d`);
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name) => path.join(folder, name)),
    ),
  );
  return found.flat().sort();
}

async function stamped(files: readonly string[]): Promise<string[]> {
  return await Promise.all(
    files.map(async (file) => {
      const stats = await stat(file).catch(() => undefined);
      return `${file} ${stats?.mtime.toISOString() ?? 'missing'}`;
    }),
  );
}
