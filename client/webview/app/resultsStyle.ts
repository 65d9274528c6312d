import { css } from 'lit';

export const resultsStyle = css`
  :host {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-height: 0;
    outline: none;
  }
  .bar {
    align-items: center;
    border-bottom: 1px solid
      var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
  }
  filter-bar {
    flex: 1;
  }
  .found {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    padding: 0 8px;
    white-space: nowrap;
  }
  .body {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  .main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    position: relative;
  }
  row-views {
    flex: 1;
    min-height: 0;
  }
  .report {
    overflow: auto;
    padding: 12px 16px;
  }
  detail-pane {
    border-left: 1px solid
      var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    flex: none;
    width: min(var(--detail-width), 70cqw);
  }
  @container (max-width: 640px) {
    .body {
      flex-direction: column;
    }
    detail-pane {
      border-left: 0;
      border-top: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
      flex: 1;
      width: auto;
    }
    pane-sash {
      display: none;
    }
  }
`;
