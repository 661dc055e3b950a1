const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2024', experimental: { keepImportAttributes: true } },
  module: { type: 'es6' },
};

const project = (displayName, testMatch) => ({
  displayName,
  testMatch,
  // Beside the packages: the temporary folder of a test run goes with the run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: '<rootDir>/test/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  // Staged assets carry package.json files of their own.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.trainyard', '<rootDir>/.venv'],
});

export default {
  // A suite of the local runtime waits most of the time: another one beside it costs little.
  maxWorkers: 2,
  // A limit against what hangs, not a measurement: two busy cores take their time.
  testTimeout: 30_000,
  projects: [
    project('unit', [
      '<rootDir>/test/{architecture,bench,bin,cli,config,containers,domain,faults,lambdas,lib,local,machine,pipelines,scripts}/**/*.test.ts',
    ]),
    project('loop', ['<rootDir>/test/loop/**/*.test.ts']),
    project('faults', ['<rootDir>/test/walk/**/*.test.ts']),
    // Needs PyTorch: `npm run test:transformer` sets the variable.
    ...(process.env.TRAINYARD_TEST_TRANSFORMER === undefined
      ? []
      : [project('transformer', ['<rootDir>/test/transformer/**/*.test.ts'])]),
  ],
};
