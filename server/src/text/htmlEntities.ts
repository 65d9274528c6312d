import { decodeHTML, decodeHTMLStrict } from 'entities';

/** As the HTML standard reads a text: `&amp`, `&#38;`, `&notit;` for ¬it;. */
const reference = /&(?:#\d+;?|#[xX][\da-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;
/** Whole references only, as ftfy does: "this&not that" is left alone. */
const wholeReference = /&#?[\dA-Za-z]{1,24};/g;

/**
 * What windows-1252 has in place of the C1 controls. HTML reads its references so; the decoder of
 * Node 20 takes windows-1252 for Latin-1.
 */
export function replaceC1Controls(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (control) => decodeHTML(`&#${control.charCodeAt(0)};`));
}

/** Python drops what HTML calls a parse error: controls and code points that are no characters. */
function characterOf(codePoint: number): string {
  if (codePoint === 0 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
    return '\ufffd';
  }
  const character = String.fromCodePoint(codePoint);
  if (codePoint >= 0x80 && codePoint <= 0x9f) return replaceC1Controls(character);
  return /[\t\n\f\r]/.test(character) || !/[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(character)
    ? character
    : '';
}

/** Python's `html.unescape`. */
export function unescapeHtml(text: string): string {
  return text.replace(reference, (found) => {
    const [, hex, digits] = /^&#([xX]?)([\da-fA-F]+)/.exec(found) ?? [];
    if (digits === undefined) return decodeHTML(found);
    return characterOf(Number.parseInt(digits, hex ? 16 : 10));
  });
}

/** Names in capitals, such as &EACUTE;, where only the small ones are in the standard. */
function inCapitals(found: string): string {
  const small = found.toLowerCase();
  const meant = decodeHTMLStrict(small);
  if (meant === small || found !== small.toUpperCase() || decodeHTML(found) !== found) return found;
  return meant.toUpperCase();
}

/** `ftfy.fixes.unescape_html`. */
export function unescapeWholeReferences(text: string): string {
  return text.replace(wholeReference, (found) => {
    if (found.startsWith('&#')) {
      const character = unescapeHtml(found);
      return character.includes(';') ? found : character;
    }
    const character = decodeHTMLStrict(found);
    return character === found ? inCapitals(found) : character;
  });
}
