/** Who may import whom: docs/architecture.md says why. */
const folders = 'cli|engine|host|hub|image|lsp|method|models|providers|store|text';

/** `from` may import, beside itself, only these files or folders of server/src. */
function only(from, allowed) {
  return {
    name: `${from}-imports`,
    severity: 'error',
    comment: `server/src/${from} may import only: ${allowed.join(', ') || 'itself'}`,
    from: { path: `^server/src/${from}/` },
    to: {
      path: '^(client|server)/',
      pathNot: [`^server/src/${from}/`, ...allowed.map((name) => `^server/src/${name}`)],
    },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'client-imports',
      severity: 'error',
      comment: 'The client knows the server by its messages and the names of images alone.',
      from: { path: '^client/' },
      to: { path: '^server/', pathNot: '^server/src/(protocol|imageExtensions)\\.ts$' },
    },
    {
      name: 'client-has-no-native-modules',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: 'node_modules/(lmdb|onnxruntime|sharp)' },
    },
    {
      name: 'runtime-stays-in-the-host',
      severity: 'error',
      comment: 'ONNX Runtime blocks its process: only the denoiser host may load it.',
      from: { path: '^server/', pathNot: '^server/src/host/' },
      to: { path: 'node_modules/onnxruntime-node' },
    },
    {
      name: 'lmdb-stays-in-the-store-process',
      severity: 'error',
      comment: 'A full disk or a damaged file can make lmdb crash its process.',
      from: { path: '^server/', pathNot: '^server/src/store/process/' },
      to: { path: 'node_modules/lmdb' },
    },
    {
      name: 'decoding-stays-in-image',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/src/image/' },
      to: { path: 'node_modules/sharp' },
    },
    {
      name: 'one-way-in',
      severity: 'error',
      comment: 'Import a folder, not a file inside it. The messages of the host are the exception.',
      from: { path: `^server/src/(${folders})/` },
      to: {
        path: `^server/src/(${folders})/.+`,
        pathNot: ['^server/src/$1/', '/index\\.ts$', '^server/src/host/messages\\.ts$'],
      },
    },
    {
      name: 'protocol-imports',
      severity: 'error',
      from: { path: '^server/src/protocol\\.ts$' },
      to: { pathNot: '(vscode-languageserver-protocol|zod)' },
    },
    {
      name: 'method-is-pure',
      severity: 'error',
      from: { path: '^server/src/method/' },
      to: { dependencyTypes: ['core'] },
    },
    only('method', ['failure\\.ts$']),
    only('image', ['failure\\.ts$', 'imageLimits\\.ts$']),
    only('models', ['failure\\.ts$', 'packageRoot\\.ts$', 'method/']),
    only('text', ['failure\\.ts$']),
    only('hub', ['failure\\.ts$', 'packageRoot\\.ts$', 'protocol\\.ts$', 'models/']),
    only('providers', [
      'failure\\.ts$',
      'packageRoot\\.ts$',
      'protocol\\.ts$',
      'host/messages\\.ts$',
      'hub/',
    ]),
    only('host', [
      'failureResponse\\.ts$',
      'imageLimits\\.ts$',
      'failure\\.ts$',
      'protocol\\.ts$',
      'method/',
      'image/',
      'models/',
      'text/',
    ]),
    only('store', ['failure\\.ts$', 'packageRoot\\.ts$', 'protocol\\.ts$', 'method/']),
    only('engine', [
      'imageLimits\\.ts$',
      'failure\\.ts$',
      'describeIssues\\.ts$',
      'protocol\\.ts$',
      'packageRoot\\.ts$',
      'method/',
      'models/',
      'providers/',
      'store/',
      'text/',
      'host/messages\\.ts$',
    ]),
    only('lsp', [
      'failureResponse\\.ts$',
      'imageExtensions\\.ts$',
      'imageLimits\\.ts$',
      'failure\\.ts$',
      'protocol\\.ts$',
      'describeIssues\\.ts$',
      'plainText\\.ts$',
      'engine/',
      'hub/',
      'providers/',
      'store/',
    ]),
    only('cli', [
      'imageLimits\\.ts$',
      'failure\\.ts$',
      'protocol\\.ts$',
      'describeIssues\\.ts$',
      'packageRoot\\.ts$',
      'plainText\\.ts$',
      'engine/',
      'hub/',
      'providers/',
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'] },
  },
};
