import { css } from 'lit';

/** One column, in the order of what one asks first; two where there is room. */
export const detailStyle = css`
  :host {
    container-type: inline-size;
    display: block;
  }
  .page {
    display: grid;
    gap: 24px;
  }
  .page > div {
    display: contents;
  }
  .page > div > * {
    min-width: 0;
    order: 2;
  }
  .page > div > .picture {
    order: 0;
  }
  .page > div > .answers {
    order: 1;
  }
  .picture {
    display: grid;
    gap: 8px;
  }
  @container (min-width: 860px) {
    .page {
      gap: 32px;
      grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
    }
    .page > div {
      align-content: start;
      display: grid;
      gap: 24px;
      min-width: 0;
    }
  }
  h1 {
    font-size: 15px;
    font-weight: 600;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .answer {
    font-size: 20px;
    font-weight: 600;
    line-height: 1.3;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .remarks {
    margin: 4px 0 12px;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  dl {
    display: grid;
    gap: 2px 16px;
    grid-template-columns: max-content 1fr;
    margin: 0 0 8px;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
