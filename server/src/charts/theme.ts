import type { Config } from 'vega-lite';

/** Okabe and Ito's colours, which the colour-blind can tell apart, without the yellow, too pale on white. */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
] as const;

/** What stands back behind the data: rules of reference and their names. */
export const muted = '#6b6b6b';

/** The look of every chart: readable on white, in whatever plain font the reader has. */
export const theme: Config = {
  background: 'white',
  padding: 12,
  font: 'sans-serif',
  view: { continuousWidth: 480, continuousHeight: 320, stroke: null },
  range: { category: [...palette] },
  title: { anchor: 'start', fontSize: 15, fontWeight: 600, subtitleFontSize: 12, offset: 12 },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    gridColor: '#e6e6e6',
    domainColor: muted,
    tickColor: muted,
  },
  legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', symbolSize: 70 },
  line: { strokeWidth: 2 },
};
