import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ChartTheme, chartTheme } from './chartTheme';

/** The theme for an element that draws, which is updated whenever VS Code changes it. */
export class ThemeController implements ReactiveController {
  private known: ChartTheme | undefined;
  // VS Code says the theme by variables on the root, and its kind by attributes of the body.
  private readonly observer = new MutationObserver(() => {
    this.known = undefined;
    this.host.requestUpdate();
  });

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  /** The same object until the theme changes. */
  get theme(): ChartTheme {
    this.known ??= chartTheme(this.host);
    return this.known;
  }

  hostConnected(): void {
    this.known = undefined;
    this.observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
    this.observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-kind'] });
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }
}
