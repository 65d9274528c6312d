import { css } from 'lit';

/** A button that looks like VS Code's links in text. */
export const linkButton = css`
  .link {
    background: none;
    border: 0;
    border-radius: 2px;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    padding: 0;
    text-align: start;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
`;

/** Rows of figures with a name before them. */
export const numbersTable = css`
  .numbers {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .numbers th,
  .numbers td {
    font-weight: normal;
    padding: 2px 0 2px 16px;
    text-align: end;
    white-space: nowrap;
  }
  .numbers th:first-child {
    max-width: 220px;
    overflow: hidden;
    padding-inline-start: 0;
    text-align: start;
    text-overflow: ellipsis;
  }
  .numbers thead th {
    background: var(--vscode-editor-background);
    color: var(--vscode-descriptionForeground);
    inset-block-start: 0;
    position: sticky;
    z-index: 1;
  }
`;

/** Headings, and text that stands back. */
export const prose = css`
  h2 {
    font-size: 13px;
    font-weight: 600;
    margin: 0 0 6px;
  }
  p {
    line-height: 1.5;
    margin: 0 0 8px;
    max-width: 72ch;
  }
  .muted {
    color: var(--vscode-descriptionForeground);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
`;

/** Buttons, lists to choose from and fields, as VS Code's own look. */
export const formControls = css`
  .primary,
  .secondary {
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 4px;
    line-height: 18px;
    padding: 3px 12px;
  }
  .primary {
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  .primary:hover:not(:disabled) {
    background: var(--vscode-button-hoverBackground);
  }
  .secondary {
    background: var(--vscode-button-secondaryBackground);
    color: var(--vscode-button-secondaryForeground);
  }
  .secondary:hover:not(:disabled) {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  .primary:focus-visible,
  .secondary:focus-visible {
    outline-offset: 2px;
  }
  select,
  .field {
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    height: 26px;
    padding: 0 4px;
  }
`;
