import { css, html, type TemplateResult } from 'lit';

/** Of the codicon font, which the page loads: a style sheet for each picture in a list costs too much. */
const characters = {
  add: '\uea60',
  arrowDown: '\uea9a',
  arrowUp: '\ueaa1',
  check: '\ueab2',
  chevronDown: '\ueab4',
  close: '\uea76',
  edit: '\uea73',
  error: '\uea87',
  fileMedia: '\ueaea',
  question: '\ueb32',
  search: '\uea6d',
  skip: '\uead6',
  warning: '\uea6c',
} as const;

export type IconName = keyof typeof characters;

/** A picture that says nothing to a screen reader: the text beside it has to. */
export function icon(name: IconName): TemplateResult {
  return html`<span class="icon icon-${name}" aria-hidden="true">${characters[name]}</span>`;
}

export const iconStyle = css`
  .icon {
    display: inline-block;
    flex: none;
    font: 16px / 1 codicon;
    text-align: center;
    user-select: none;
    vertical-align: middle;
  }
`;
