import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ClassifyResult, ExplainResult, RunRow } from '../../../server/src/protocol';
import type { PanelAction } from '../../src/panel/messages';
import { styled } from '../charts/styled';
import { linkButton, prose } from '../charts/styles';
import { ThemeController } from '../charts/themeController';
import { ask } from '../extension';
import { base } from '../styles/base';
import { icon, iconStyle } from '../widgets/icon';
import { detailStyle } from './detailStyle';
import './explainedPicture';
import type { LabelComparison } from './labelComparison';
import './labelComparison';
import './labelPosterior';
import type { MapView } from './mapControls';
import './mapControls';
import { answerText, facts, remarks } from './outcome';
import { Asking } from './pending';
import { failureView, pendingStyle, pendingView } from './pendingView';
import './raceView';
import { resultOfRow } from './rowResult';
import './timestepView';

/** Milliseconds that a row must be looked at before the server is asked: arrow keys pass by many. */
const passingBy = 120;

/** Everything about one image: how its labels were weighed, how the race went, and why. */
@customElement('image-detail')
export class ImageDetail extends LitElement {
  static override styles = [base, prose, linkButton, iconStyle, pendingStyle, detailStyle];

  /** The row's image; undefined for the panel of a single image. */
  @property() imageId?: string;
  /** What the picture is loaded from. */
  @property() source = '';
  @property() name = '';
  @property({ attribute: false }) row?: RunRow;
  @property({ attribute: false }) labels: string[] = [];

  @state() private explanation: ExplainResult | undefined;
  @state() private map: MapView = { isShown: true, opacity: 0.85 };
  @query('label-comparison') private comparison!: LabelComparison;
  private readonly themes = new ThemeController(this);
  private readonly asking = new Asking<ClassifyResult>(this);
  private readonly acting = new Asking<null>(this);
  private asked = '';

  /** Begins the explanation of its two best labels, once they are known. */
  async explain(): Promise<void> {
    await this.updateComplete;
    this.comparison.explain();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.asked = '';
    this.addEventListener('keydown', this.keyPressed);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const asked = JSON.stringify([this.imageId, this.source, this.labels, this.row?.modified]);
    if (asked === this.asked) return;
    this.asked = asked;
    if (this.row?.failure) this.asking.forget();
    else this.load();
  }

  protected override render() {
    const result = this.asking.value ?? resultOfRow(this.row);
    return html`<div class="page" ${styled({ '--first-colour': this.themes.theme.first })}>
      <div>
        <section class="picture" aria-label=${l10n.t('Image')}>
          ${this.imageId === undefined ? html`<h1>${this.name}</h1>` : nothing}
          <explained-picture
            .imageId=${this.imageId}
            .source=${this.source}
            .name=${this.name}
            .explanation=${this.map.isShown ? this.explanation : undefined}
            .opacity=${this.map.opacity}
          ></explained-picture>
          ${this.explanation ? this.legend(this.explanation) : nothing}
        </section>
        <label-comparison
          .imageId=${this.imageId}
          .source=${this.source}
          .labels=${result?.labels.map(({ label }) => label) ?? []}
          .cost=${result?.decision && 2 * result.decision.grid}
          @explanation=${({ detail }: CustomEvent<ExplainResult | undefined>) => {
            this.explanation = detail;
          }}
        ></label-comparison>
      </div>
      <div>
        ${this.row?.failure ? this.failure(this.row.failure.message) : nothing}
        ${result ? this.posterior(result) : nothing}
        ${pendingView(this.asking.pending, {
          text: l10n.t('Reading the race'),
          retry: () => this.load(),
        })}
        <race-view .result=${this.asking.value} .truth=${this.row?.truth}></race-view>
        <timestep-view .result=${this.asking.value} .truth=${this.row?.truth}></timestep-view>
        ${this.asking.value ? this.work(this.asking.value) : nothing}
      </div>
    </div>`;
  }

  private legend(explanation: ExplainResult) {
    return html`<map-controls
      .explanation=${explanation}
      .view=${this.map}
      @map-view=${({ detail }: CustomEvent<MapView>) => {
        this.map = detail;
      }}
    ></map-controls>`;
  }

  private load(): void {
    const { imageId } = this;
    void this.asking.ask(async (signal) => {
      if (imageId === undefined) return ask('image', {}, signal);
      await pause(passingBy);
      signal.throwIfAborted();
      return ask('image', { image: imageId }, signal);
    });
  }

  private posterior(result: ClassifyResult) {
    const { truth, review } = this.row ?? {};
    return html`<section class="answers" aria-label=${l10n.t('Labels')}>
      <p class="answer">${answerText(result)}</p>
      <p class="remarks muted">${remarks(result, truth, review).join(' ')}</p>
      <label-posterior
        .labels=${result.labels}
        .calibrated=${result.calibrated}
        .truth=${truth}
        .reviewed=${review?.label ?? undefined}
      ></label-posterior>
    </section>`;
  }

  private work(result: ClassifyResult) {
    return html`<section aria-labelledby="work">
      <h2 id="work">${l10n.t('What It Took')}</h2>
      <dl>
        ${facts(result).map(([name, value]) => html`<dt>${name}</dt><dd class="number">${value}</dd>`)}
      </dl>
      ${result.warnings?.map(({ message }) => html`<p>${icon('warning')} ${message}</p>`)}
      ${this.imageId === undefined ? this.actions() : nothing}
    </section>`;
  }

  /** Where a row is shown, the pane has them. */
  private actions() {
    return html`<nav aria-label=${l10n.t('Actions')}>
      ${this.action('openImage', l10n.t('Open Image'))}
      ${this.action('revealImage', l10n.t('Reveal Image'))}
      ${this.action('copyResult', l10n.t('Copy Result'))}
      ${failureView(this.acting.pending)}
    </nav>`;
  }

  private failure(message: string) {
    return html`<p class="pending answers" role="status">${icon('error')}<span>${message}</span></p>`;
  }

  private action(action: PanelAction, text: string) {
    return html`<button class="link" @click=${() => void this.acting.ask((signal) => ask('act', { action }, signal))}>${text}</button>`;
  }

  private readonly keyPressed = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    // Letters choose in a list, and are meant for nothing else.
    if (target instanceof HTMLSelectElement) event.stopPropagation();
    const isTyping = target instanceof HTMLSelectElement || target instanceof HTMLInputElement;
    if (event.key !== 'm' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    this.map = { ...this.map, isShown: !this.map.isShown };
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

declare global {
  interface HTMLElementTagNameMap {
    'image-detail': ImageDetail;
  }
}
