/** The libraries that draw: a bundle of their own, which is read when the first chart is drawn. */
export { parse, View } from 'vega';
export { compile } from 'vega-lite';
