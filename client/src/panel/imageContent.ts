import { type CancellationToken, commands, EventEmitter, Uri } from 'vscode';
import type { ExplainParams, ExplainResult, LabelRequest } from '../../../server/src/protocol';
import { askServer } from '../askServer';
import type { Classifier } from '../classifier';
import { ClassificationFailure } from '../failure';
import { imageName, imageReference } from '../images';
import { explainOptions } from '../requestOptions';
import type { Server } from '../server';
import { act, imageActions, serverActions } from './actions';
import type { PanelContent } from './content';
import type { PanelHandlers } from './dispatcher';
import type { PanelState } from './messages';
import type { ServerTrouble } from './serverTrouble';
import { thumbnail } from './thumbnail';

/** What a panel shows of one image under some labels, by the settings. */
export class ImageContent implements PanelContent {
  readonly handlers: PanelHandlers;
  readonly onDidChange: PanelContent['onDidChange'];
  private readonly rowsChanged = new EventEmitter<void>();
  readonly onDidChangeRows = this.rowsChanged.event;

  constructor(
    private readonly image: Uri,
    private readonly labels: readonly LabelRequest[],
    classifier: Classifier,
    private readonly server: Server,
    private readonly serverTrouble: ServerTrouble,
  ) {
    this.onDidChange = serverTrouble.onDidChange;
    const actions = {
      ...serverActions,
      ...imageActions(image),
      copyResult: () => commands.executeCommand('diffusionClassifier.copyResult', image),
    };
    this.handlers = {
      image: (_, token) => classifier.classify(image, labels, { token, options: { trace: true } }),
      explain: ({ labels: names }, token) => this.explain(names, token),
      thumbnail: async ({ size }, token) =>
        thumbnail(server, await imageReference(image), size, token),
      act: ({ action }) => act(action, actions),
    };
  }

  get title(): string {
    return imageName(this.image);
  }

  get folder(): Uri {
    return Uri.joinPath(this.image, '..');
  }

  async load(): Promise<void> {}

  state(address: (file: Uri) => string): PanelState {
    const { image, labels } = this;
    const trouble = this.serverTrouble.current;
    return {
      kind: 'image',
      image: {
        uri: image.toString(),
        name: imageName(image),
        ...(!unknownToBrowsers.test(image.path) && { source: address(image) }),
      },
      labels: labels.map(nameOf),
      ...(trouble && { trouble }),
    };
  }

  dispose(): void {
    this.rowsChanged.dispose();
  }

  private async explain(names: [string, string], token: CancellationToken): Promise<ExplainResult> {
    const labels = names.map((name) => this.label(name));
    const params: ExplainParams = {
      ...explainOptions(),
      image: await imageReference(this.image),
      labels,
    };
    return askServer(
      () => this.server.startAgain(),
      token,
      async (client) => {
        const { sendExplain } = await import('./panelRequests');
        return sendExplain(client, params, token);
      },
    );
  }

  private label(name: string): LabelRequest {
    const label = this.labels.find((each) => nameOf(each) === name);
    if (label !== undefined) return label;
    const message = `Expected two of the labels that were asked about, but received "${name}".`;
    throw new ClassificationFailure('labels-invalid', message);
  }
}

const unknownToBrowsers = /\.tiff?$/i;

function nameOf(label: LabelRequest): string {
  return typeof label === 'string' ? label : label.label;
}
