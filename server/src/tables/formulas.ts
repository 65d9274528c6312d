/** What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), behind any apostrophes. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** `text` with an apostrophe in front where a spreadsheet might run it: file names can be anybody's. */
export function withoutFormula(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** What {@link withoutFormula} was given. */
export function withFormula(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}
