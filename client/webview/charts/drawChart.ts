import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from './chartTheme';

/** A chart that is on the page. */
export interface DrawnChart {
  finalize(): void;
}

/**
 * Draws a chart as SVG. Its expressions are interpreted: the page's policy forbids making code of
 * texts. Loaded when the first chart is to be seen: 980 kB of program.
 *
 * @param spec with its width and height
 */
export async function drawChart(
  container: HTMLElement,
  spec: TopLevelSpec,
  theme: ChartTheme,
): Promise<DrawnChart> {
  const compiled = compile(spec, { config: configOf(theme) });
  const view = new View(parse(compiled.spec, undefined, { ast: true }), {
    renderer: 'svg',
    expr: expressionInterpreter,
    container,
  });
  await view.runAsync();
  return view;
}

function configOf({ text, muted, grid, palette, font, fontSize }: ChartTheme): Config {
  return {
    background: 'transparent',
    padding: 0,
    font,
    autosize: { type: 'fit', contains: 'padding' },
    view: { stroke: null },
    range: { category: [...palette] },
    text: { fontSize, color: text },
    line: { strokeWidth: 2 },
    axis: {
      labelFontSize: fontSize,
      titleFontSize: fontSize,
      titleFontWeight: 'normal',
      labelColor: muted,
      titleColor: muted,
      titlePadding: 8,
      gridColor: grid,
      domain: false,
      ticks: false,
      labelPadding: 6,
    },
  };
}
