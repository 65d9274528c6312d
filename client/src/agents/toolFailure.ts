import type { ClassificationFailure } from '../failure';

const chooseModel =
  'Ask the user to run the command "Diffusion Classifier: Choose Model..." in VS Code.';
const showLog = 'Ask the user to look at the log: command "Diffusion Classifier: Show Log".';

/** What an agent can do about a failure, by its code. */
const advice: Record<string, string> = {
  'image-not-found':
    'Give an absolute path, or one relative to a folder of the workspace, of a file that exists.',
  'image-not-supported': 'Convert the image to PNG or JPEG first.',
  'image-not-decodable': 'Try another image: this one is damaged or is none.',
  'image-over-limit': 'Make the image smaller first, or ask the user to raise the limit.',
  'label-unknown': `Use labels that the model knows, or: ${chooseModel}`,
  'labels-invalid': 'Give other labels.',
  'model-not-found': chooseModel,
  'model-invalid': chooseModel,
  'out-of-memory': chooseModel,
  'provider-unavailable': showLog,
  'setting-invalid': 'Ask the user to correct the setting.',
  'server-stopped':
    'Ask the user to run the command "Diffusion Classifier: Restart Server" in VS Code.',
  busy: 'Try again later.',
};

/** The failure for an agent: what is wrong, and what to do about it. */
export function agentError({ code, message }: ClassificationFailure): Error {
  return new Error(`${code}: ${message} ${advice[code] ?? showLog}`);
}
