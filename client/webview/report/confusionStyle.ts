import { css } from 'lit';

/** A matrix that scrolls within, its names staying in view. */
export const confusionStyle = css`
  :host {
    display: block;
  }
  .scroll {
    max-height: 70vh;
    overflow: auto;
  }
  table {
    border-collapse: separate;
    border-spacing: 1px;
    font-variant-numeric: tabular-nums;
  }
  th {
    background: var(--vscode-editor-background);
    font-weight: normal;
  }
  thead th {
    inset-block-start: 0;
    padding: 0 0 4px;
    position: sticky;
    vertical-align: bottom;
    z-index: 1;
  }
  thead span {
    display: inline-block;
    max-block-size: 120px;
    overflow: hidden;
    text-overflow: ellipsis;
    transform: rotate(180deg);
    white-space: nowrap;
    writing-mode: vertical-rl;
  }
  tbody th,
  .corner {
    inset-inline-start: 0;
    max-width: 160px;
    overflow: hidden;
    padding: 0 8px 0 0;
    position: sticky;
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .corner {
    background: var(--vscode-editor-background);
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    inset-block-start: 0;
    line-height: 1.4;
    vertical-align: bottom;
    z-index: 2;
  }
  tbody td {
    background: color-mix(in srgb, var(--vscode-foreground) 4%, transparent);
    height: 30px;
    min-width: 38px;
    padding: 0;
  }
  .many tbody td {
    height: 22px;
    min-width: 26px;
  }
  tbody button {
    border: 1px solid color-mix(in srgb, var(--vscode-contrastBorder, transparent) 40%, transparent);
    display: block;
    font-size: 12px;
    height: 100%;
    padding: 0 2px;
    width: 100%;
  }
  .many button {
    font-size: 10px;
  }
  .right {
    font-weight: 700;
  }
  tbody button:hover,
  tbody button:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 0;
    position: relative;
  }
`;
