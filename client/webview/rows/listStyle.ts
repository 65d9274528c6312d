import { css } from 'lit';

/** Of lists: rows as VS Code colours its own. */
export const listStyle = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
    min-width: 0;
  }
  .scroller {
    height: 100%;
    overflow: auto;
    overscroll-behavior: contain;
    position: relative;
  }
  .scroller:focus-visible {
    outline: none;
  }
  .space {
    contain: layout style;
    position: relative;
  }
  .lines {
    left: 0;
    position: absolute;
    right: 0;
    top: 0;
    will-change: transform;
  }
  .row {
    user-select: none;
  }
  .row:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row[aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .scroller:focus .row[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .scroller:focus .row.focused {
    outline: 1px solid var(--vscode-list-focusAndSelectionOutline, var(--vscode-list-focusOutline));
    outline-offset: -1px;
  }
  .pending {
    background: var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
    border-radius: 2px;
    opacity: 0.35;
  }
  .message {
    color: var(--vscode-descriptionForeground);
    left: 0;
    padding: 32px 16px;
    position: absolute;
    right: 0;
    text-align: center;
  }
  @media (forced-colors: active) {
    .row[aria-selected='true'] {
      outline: 2px solid Highlight !important;
      outline-offset: -2px;
    }
  }
`;
