import { workspace } from 'vscode';
import { askServer } from '../askServer';
import type { Classifier } from '../classifier';
import { imageReference } from '../images';
import { explainOptions } from '../requestOptions';
import type { Results } from '../results';
import type { Runs } from '../runs';
import type { Server } from '../server';
import type { DiffusionClassifierApi } from './api';
import { classifyFolder } from './classifyFolder';

interface ApiParts {
  server: Server;
  classifier: Classifier;
  results: Results;
  runs: Runs;
}

/** The interface for other extensions, made of what this one does for people. */
export function provideApi({
  server,
  classifier,
  results,
  runs,
}: ApiParts): DiffusionClassifierApi {
  return {
    version: 1,
    onDidClassify: (listener, self, disposables) =>
      results.onDidChange(
        (images) => {
          for (const image of images) {
            const result = results.get(image);
            if (result) listener.call(self, { image, result });
          }
        },
        undefined,
        disposables,
      ),
    classify: (image, labels, options, token) =>
      classifier.classify(image, labels, { options, token }),
    async known(image) {
      const known = results.get(image);
      const mayAsk = image.scheme === 'file' && (workspace.isTrusted || server.isStarted);
      if (known || !mayAsk) return known;
      return askServer(
        () => server.start(),
        undefined,
        async (client) => {
          const { sendKnown } = await import('../knownRequests');
          return (await sendKnown(client, image.toString())) ?? undefined;
        },
      );
    },
    explain: (image, labels, token) =>
      askServer(
        () => server.startAgain(),
        token,
        async (client) => {
          const { sendExplain } = await import('../panel/panelRequests');
          const params = { ...explainOptions(), image: await imageReference(image), labels };
          return sendExplain(client, params, token);
        },
      ),
    classifyFolder: (folder, options, token) => classifyFolder(runs, folder, options, token),
  };
}
