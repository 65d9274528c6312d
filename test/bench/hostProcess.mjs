import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const limits = { megabytes: 1, megapixels: 1, seconds: 5 };

/** Gigabytes of resident memory, now and at most so far, and seconds of processor time (Linux). */
function usageOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const gigabytes = (name) =>
    (Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)[1]) * 1024) / 1e9;
  // After the name in parentheses; in hundredths of a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const processorSeconds = (Number(fields[11]) + Number(fields[12])) / 100;
  return { now: gigabytes('VmRSS'), most: gigabytes('VmHWM'), processorSeconds };
}

/** The real denoiser host, with a model open. */
export async function startHost(folder, device) {
  const child = fork(path.join(root, 'dist', 'host.js'), [], { execArgv: [] });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.listen();
  await connection.sendRequest('open', { folder, device });
  return {
    usage: () => usageOf(child.pid),
    prepare: async (image) => (await connection.sendRequest('prepare', { image, limits })).key,
    encode: (conditionings) => connection.sendRequest('encode', { conditionings }),
    /** Seconds that the errors of a request take, and the errors. */
    errors: async (request) => {
      const start = performance.now();
      const { errors } = await connection.sendRequest('errors', request);
      return { seconds: (performance.now() - start) / 1000, errors };
    },
    end: () => {
      connection.dispose();
      child.disconnect();
    },
  };
}
