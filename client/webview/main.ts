import '@vscode-elements/elements/dist/vscode-button/index.js';
