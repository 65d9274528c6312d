import { type ExtensionContext, window } from 'vscode';
import type { DiffusionClassifierApi } from './api';
import { Classifier } from './classifier';
import { activateClassifyImage } from './classifyImage';
import { activateCopyResult } from './copyResult';
import { activateDecoration } from './decoration';
import { activateImageHover } from './imageHover';
import { activateModels } from './models';
import { activateRestartOffer } from './restartOffer';
import { Results } from './results';
import { Server } from './server';
import { activateStatus } from './status';
import { WarningNotices } from './warningNotices';

let server: Server | undefined;

export function activate(context: ExtensionContext): DiffusionClassifierApi {
  const log = window.createOutputChannel('Diffusion Classifier', { log: true });
  const results = new Results();
  server = new Server(context.extensionPath, log);
  const notices = new WarningNotices();
  const classifier = new Classifier(server, results, notices);
  context.subscriptions.push(log, results, server);

  activateClassifyImage(context, classifier, log);
  activateCopyResult(context, results);
  activateDecoration(context, results);
  activateImageHover(context, server, log);
  activateModels(context, server, log);
  activateRestartOffer(context, server);
  activateStatus(context, server, log, notices);

  return {
    version: 1,
    classify: (image, labels, options, token) =>
      classifier.classify(image, labels, { options, token }),
  };
}

export async function deactivate(): Promise<void> {
  await server?.close();
}
