import { css } from 'lit';

export const tableStyle = css`
  .head,
  .row {
    align-items: center;
    column-gap: 12px;
    display: grid;
    grid-template-columns: var(--tracks);
    min-width: var(--least);
    padding: 0 12px;
  }
  .head {
    background: var(--vscode-editor-background);
    border-bottom: 1px solid
      var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    height: 26px;
    position: sticky;
    top: 0;
    z-index: 1;
  }
  .head button {
    align-items: center;
    background: none;
    border: 0;
    color: var(--vscode-descriptionForeground);
    display: inline-flex;
    font-size: 11px;
    gap: 2px;
    height: 24px;
    max-width: 100%;
    padding: 0;
  }
  .head .icon {
    font-size: 12px;
  }
  .head button:hover,
  .head [aria-sort='ascending'] button,
  .head [aria-sort='descending'] button {
    color: var(--vscode-foreground);
  }
  .head .plain {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .row {
    height: 24px;
  }
  .cell {
    align-items: center;
    display: flex;
    gap: 6px;
    min-width: 0;
  }
  .text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
    justify-content: flex-end;
    text-align: right;
  }
  .folder {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .row[aria-selected='true'] .folder {
    color: inherit;
    opacity: 0.8;
  }
  .probability .text {
    flex: none;
    font-variant-numeric: tabular-nums;
    text-align: right;
    width: 36px;
  }
  row-picture {
    border-radius: 2px;
    flex: none;
    height: 20px;
    width: 26px;
  }
  .failure {
    color: var(--vscode-descriptionForeground);
  }
  .pending {
    height: 8px;
    width: 60%;
  }
`;
