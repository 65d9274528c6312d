import type { TopLevelSpec } from 'vega-lite';
import { theme } from './theme';

/**
 * Draws a chart as an SVG document of its own, in the common look. Vega is loaded at the first call:
 * 2.2 MB of program, which would make every other command start 30 ms later.
 */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const { compile, parse, View } = await import('./vega');
  const view = new View(parse(compile(spec, { config: theme }).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
