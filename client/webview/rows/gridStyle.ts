import { css } from 'lit';

export const gridStyle = css`
  .scroller {
    padding: 0 10px;
  }
  .line {
    display: grid;
    gap: 6px;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    height: 182px;
    padding-top: 6px;
  }
  .tile {
    border-radius: var(--vscode-cornerRadius-medium, 4px);
    display: grid;
    gap: 3px;
    grid-template-rows: 124px 3px 18px 16px;
    height: 176px;
    min-width: 0;
    padding: 4px;
    position: relative;
  }
  row-picture {
    background: var(--vscode-editorWidget-background);
    border-radius: 3px;
    height: 124px;
  }
  .line1,
  .line2 {
    align-items: center;
    display: flex;
    gap: 4px;
    min-width: 0;
  }
  .line2 {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .row[aria-selected='true'] .line2 {
    color: inherit;
  }
  .label,
  .name {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .score {
    font-variant-numeric: tabular-nums;
  }
  .tile > .mark {
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 10px;
    color: var(--vscode-badge-foreground);
    line-height: 0;
    padding: 2px;
    position: absolute;
    right: 7px;
    top: 7px;
  }
  .tile > .mark .icon {
    color: inherit;
  }
  .tile .pending {
    grid-row: 1;
  }
`;
