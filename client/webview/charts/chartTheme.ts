import { contrast, hexOf, luminance, mixed, parsedColour, type Rgb } from './colours';

/** What a chart takes of the editor's theme. */
export interface ChartTheme {
  text: string;
  /** For what stands back: axes, and names of what is not in question. */
  muted: string;
  /** For lines among many. */
  faint: string;
  grid: string;
  background: string;
  /** The first label, and the second. */
  first: string;
  second: string;
  /** For several labels side by side; begins with the first two. */
  palette: readonly string[];
  font: string;
  /** In pixels. */
  fontSize: number;
}

/**
 * Okabe and Ito's colours, which the colour-blind can tell apart, each darkened or lightened until it
 * has a contrast of 4.5 with what is behind it, as WCAG asks of text: names have the colour of lines.
 */
const okabeIto: readonly Rgb[] = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
  [86, 180, 233],
];
const readable = 4.5;

export function themePalette(background: Rgb): string[] {
  const towards: Rgb = luminance(background) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  return okabeIto.map((colour) => {
    for (let share = 1; share > 0; share -= 0.05) {
      const tried = mixed(colour, towards, share);
      if (contrast(tried, background) >= readable) return hexOf(tried);
    }
    return hexOf(towards);
  });
}

/** The theme as it is now, in the colours that `element` computes. */
export function chartTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const background = computed(element, 'var(--vscode-editor-background)') ?? [255, 255, 255];
  const text = computed(element, 'var(--vscode-foreground)') ?? [0, 0, 0];
  const palette = themePalette(background);
  return {
    text: hexOf(text),
    muted: hexOf(mixed(text, background, 0.75)),
    faint: hexOf(mixed(text, background, 0.4)),
    grid: hexOf(mixed(text, background, 0.14)),
    background: hexOf(background),
    first: palette[0]!,
    second: palette[1]!,
    palette,
    font: style.fontFamily,
    fontSize: Math.max(11, Number.parseFloat(style.fontSize) - 2),
  };
}

/** A colour as the browser computes it, over the editor's background. Undefined where there is none. */
function computed(element: HTMLElement, value: string): Rgb | undefined {
  const probe = document.createElement('span');
  probe.style.color = value;
  (element.shadowRoot ?? element).append(probe);
  const found = parsedColour(getComputedStyle(probe).color);
  probe.remove();
  return found?.colour;
}
