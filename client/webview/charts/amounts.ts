/** By language and options: making one takes longer than to use it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();

/** Numbers as the language of the editor writes them, which is that of the page. */
function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const language = document.documentElement.lang || 'en';
  const key = language + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, made);
  return made;
}

/** `1,234` */
export function countText(count: number): string {
  return format({ maximumFractionDigits: 0 }).format(count);
}

/** A share in 0..1 as `74.5%`; what is above zero is never a bare 0%, nor what is below one 100%. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return `<${percentWith(0.001)}`;
  if (share < 1 && share > 0.999) return `>${percentWith(0.999)}`;
  return percentWith(share);
}

function percentWith(share: number): string {
  const minimumFractionDigits = share === 0 || share === 1 ? 0 : 1;
  return format({ style: 'percent', minimumFractionDigits, maximumFractionDigits: 1 }).format(
    share,
  );
}

/** Errors and their differences, to three digits: `0.0618`, `0.000437`. */
export function errorText(error: number): string {
  const digits = error === 0 ? 1 : 3;
  return format({ minimumSignificantDigits: digits, maximumSignificantDigits: 3 }).format(error);
}

/** `0.19`, `12.3`, `140`: no finer than anybody compares. */
export function secondsText(seconds: number): string {
  return seconds < 10
    ? format({ maximumSignificantDigits: 2 }).format(seconds)
    : format({ maximumFractionDigits: seconds < 100 ? 1 : 0 }).format(seconds);
}

/** Names one after the other, as the language joins them. */
export function listText(names: readonly string[]): string {
  return new Intl.ListFormat(document.documentElement.lang || 'en', { type: 'unit' }).format(names);
}
