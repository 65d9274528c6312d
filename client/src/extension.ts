import { type ExtensionContext, window } from 'vscode';
import { activateAgents } from './agents';
import { type DiffusionClassifierApi, provideApi } from './api';
import { Classifier } from './classifier';
import { activateClassify } from './classify';
import { activateDecoration } from './decoration';
import { activateImageHover } from './imageHover';
import { activateLabelSets } from './labelSets';
import { activateModels } from './models';
import { activatePanels } from './panel';
import { activateRestartOffer } from './restartOffer';
import { Results } from './results';
import { activateRuns, Runs } from './runs';
import { Server } from './server';
import { activateStatus } from './status';
import { activateWalkthrough } from './walkthrough';
import { WarningNotices } from './warningNotices';

let server: Server | undefined;

export function activate(context: ExtensionContext): DiffusionClassifierApi {
  const log = window.createOutputChannel('Diffusion Classifier', { log: true });
  const results = new Results();
  server = new Server(context.extensionPath, log);
  const notices = new WarningNotices();
  const classifier = new Classifier(server, results, notices);
  const runs = new Runs(server, log);
  context.subscriptions.push(log, results, server, runs);

  const labels = activateLabelSets(context);
  const panels = activatePanels(context, { server, runs, classifier, log });
  activateClassify(context, { server, classifier, results, labels, runs, panels, log });
  activateDecoration(context, server, results, log);
  activateImageHover(context, server, log);
  activateModels(context, server, log);
  activateRestartOffer(context, server);
  activateRuns(context, runs, panels, { server, results, notices, log });
  activateStatus(context, server, runs, log, notices);
  activateWalkthrough(context, classifier, log);
  activateAgents(context, classifier, labels);

  return provideApi({ server, classifier, results, runs });
}

export async function deactivate(): Promise<void> {
  await server?.close();
}
