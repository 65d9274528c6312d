import { type ExtensionContext, window } from 'vscode';
import { type PanelSources, Panels, viewType } from './panels';

export type { Panels } from './panels';

/** The results panels, those among them that were open when the window was closed. */
export function activatePanels(context: ExtensionContext, sources: PanelSources): Panels {
  const panels = new Panels(context, sources);
  context.subscriptions.push(
    panels,
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => panels.restore(panel, state),
    }),
  );
  return panels;
}
