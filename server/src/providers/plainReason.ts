import type { Verdict } from './verdict';

/** What a missing library belongs to, and how it is had. */
const libraries: readonly { name: RegExp; install: (version: string) => string }[] = [
  {
    name: /^libonnxruntime_providers_/,
    install: () => 'install it with `diffusion-classifier providers install cuda`',
  },
  { name: /^libcuda\.so/, install: () => 'install the NVIDIA driver' },
  { name: /^libcudnn/, install: (version) => `install cuDNN${version}` },
  { name: /^libnv(infer|onnxparser)/, install: (version) => `install TensorRT${version}` },
  // cuRAND keeps a number of its own; the others have that of CUDA.
  { name: /^libcurand/, install: () => 'install the CUDA toolkit' },
  { name: /^lib(cu|nv)/, install: (version) => `install the CUDA toolkit${version}` },
  { name: /^libvulkan/, install: () => 'install the Vulkan loader (libvulkan1)' },
];

/** What Dawn and DXGI say where there is no graphics card that they could use. */
const noCard = /No supported adapters|Couldn't load Vulkan|887A0002|DXGI_ERROR_NOT_FOUND/i;

/**
 * Why a session could not be made or run.
 *
 * @param message of ONNX Runtime.
 * @param written by the process on standard error meanwhile: what a loader said is only there.
 */
export function plainReason(message: string, written: string): Verdict {
  const said = `${written}\n${message}`;
  if (noCard.test(message)) {
    return { state: 'absent', reason: `there is no graphics card for it${vulkanHint(said)}` };
  }
  const missing = /(lib[\w.+-]+): cannot open shared object file/.exec(said)?.[1];
  if (missing !== undefined) {
    return { state: 'unusable', reason: `${missing} is missing${installHint(missing)}` };
  }
  const loader = /Failed to load library .* with error: (.*)/.exec(said)?.[1];
  return { state: 'unusable', reason: essence(loader ?? message) };
}

function vulkanHint(said: string): string {
  const loader = /(libvulkan[\w.]*): cannot open shared object file/.exec(said)?.[1];
  return loader === undefined ? '' : `, or no Vulkan loader (${loader}, in libvulkan1)`;
}

function installHint(library: string): string {
  const version = /\.so\.(\d+)/.exec(library)?.[1];
  const known = libraries.find(({ name }) => name.test(library));
  return known ? `: ${known.install(version === undefined ? '' : ` ${version}`)}` : '';
}

/** ONNX Runtime puts a file, a signature of C++ and a condition before what it has to say. */
function essence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  const said = line.replace(/^.* was false\. /, '');
  return said.length > 300 ? `${said.slice(0, 300)}…` : said;
}
