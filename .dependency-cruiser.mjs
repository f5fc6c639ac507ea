// One layer per line, lowest first: a file may import its own layer and those listed for it, nothing else.
const shared = {
  quantity: [],
  model: ['quantity'],
  numerics: ['quantity'],
  geometry: ['model', 'quantity', 'numerics'],
  detector: ['model', 'quantity'],
  calibrant: ['model', 'quantity'],
  correction: ['model', 'quantity', 'numerics', 'geometry', 'detector'],
  mask: ['model', 'quantity', 'numerics', 'geometry', 'detector'],
  integration: ['model', 'quantity', 'numerics', 'geometry', 'detector', 'correction'],
  calibration: ['model', 'quantity', 'numerics', 'geometry', 'detector', 'calibrant', 'correction', 'integration'],
  simulation: ['model', 'quantity', 'numerics', 'geometry', 'detector', 'calibrant'],
  json: ['model'],
  saxsdog: ['model', 'quantity', 'geometry'],
  format: ['model', 'quantity', 'geometry', 'detector', 'json', 'saxsdog', 'schema-tree'],
  figure: ['model', 'quantity', 'format'],
  rpc: ['model', 'quantity'],
  'schema-tree': ['model', 'json'],
};
// A package enters src-shared only by being named here, layer by layer.
const packages = {
  numerics: ['ml-matrix'],
  format: ['geotiff', 'fflate'],
  calibration: ['fft.js'],
  figure: ['d3-scale-chromatic', 'fflate'],
};
const rule = (name, from, to) => ({ name, severity: 'error', from, to });
const folder = (names) => `^src-shared/(${names.join('|')})/`;
const npm = (names) => `^node_modules/(${names.join('|')})/`;

export default {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    ...Object.entries(shared).map(([layer, below]) =>
      rule(
        `shared-${layer}`,
        { path: `^src-shared/${layer}/` },
        { pathNot: [folder([layer, ...below]), '^schemas/', ...(packages[layer] ? [npm(packages[layer])] : [])] },
      ),
    ),
    rule('main-sees-no-ui', { path: '^src-main/' }, { path: '^src-renderer/' }),
    rule(
      'worker-is-pure',
      { path: '^src-main/worker/[^/]+-task\\.ts$' },
      { path: '^src-main/', pathNot: '^src-main/(worker|kernel|unpack|text|file)/' },
    ),
    rule(
      // geometry: the live cursor; numerics: the live background; figure: what is drawn; json, schema-tree: the tree
      'ui-sees-contract-and-model',
      { path: '^src-renderer/' },
      {
        path: '^(src-main|src-shared)/',
        pathNot: folder(['rpc', 'model', 'quantity', 'geometry', 'numerics', 'figure', 'json', 'schema-tree']),
      },
    ),
    rule('ui-is-not-node', { path: '^src-renderer/' }, { dependencyTypes: ['core'] }),
    rule(
      'services-know-no-host',
      { path: '^src-main/(rpc|service|store|worker|file)/' },
      { path: '^src-main/(electron|web|cli)/' },
    ),
    rule(
      'paths-stay-in-file-and-web',
      { path: '^src-', pathNot: '^src-main/(file|web|kernel|unpack|text)/' },
      { path: '^(node:)?fs(/promises)?$' },
    ),
    rule('electron-in-one-place', { pathNot: '^src-main/electron/' }, { path: '^(node_modules/)?electron($|/)' }),
    rule('nothing-unresolved', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/|\\.generated\\.ts\\?|\\?raw$|\\?url$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
