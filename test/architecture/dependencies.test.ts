import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

const INWARDS: IForbiddenRuleType[] = [
  {
    name: 'domain-knows-nobody',
    severity: 'error',
    from: { path: '^domain/' },
    to: { path: '^(bin|cli|config|containers|faults|lambdas|lib|local|pipelines|scripts|test)/' },
  },
  {
    name: 'domain-has-no-effects',
    severity: 'error',
    from: { path: '^domain/' },
    to: { path: ['@aws-sdk', '@smithy', '^(node:)?(fs|http|https|net|child_process|os)(/|$)'] },
  },
  {
    name: 'nobody-knows-local',
    severity: 'error',
    comment: 'Only the command line and the local runtime itself know that local exists.',
    from: { path: '^(config|containers|domain|lambdas|lib|pipelines)/' },
    to: { path: '^(local|cli)/' },
  },
  {
    name: 'what-runs-knows-no-infrastructure',
    severity: 'error',
    from: { path: '^(containers|lambdas)/' },
    to: { path: ['^(bin|cli|config|lib|local|pipelines|scripts)/', 'aws-cdk-lib', 'constructs'] },
  },
  {
    name: 'functions-and-containers-are-apart',
    severity: 'error',
    from: { path: '^lambdas/' },
    to: { path: '^containers/' },
  },
  {
    name: 'config-knows-the-domain-only',
    severity: 'error',
    from: { path: '^config/' },
    to: { path: '^(bin|cli|containers|lambdas|lib|local|pipelines|scripts|test)/' },
  },
  {
    name: 'faults-know-the-domain-only',
    severity: 'error',
    from: { path: '^faults/' },
    to: { path: ['^(bin|cli|config|containers|lambdas|lib|local|pipelines|scripts|test)/', '@aws-sdk', '@smithy'] },
  },
  {
    name: 'no-product-code-needs-tests',
    severity: 'error',
    from: { pathNot: '^(test|bench)/' },
    to: { path: '^test/' },
  },
];

const ROOMS = ['bin', 'cli', 'config', 'containers', 'domain', 'faults', 'lambdas', 'lib', 'local', 'pipelines'];

async function examine(rules: IForbiddenRuleType[]): Promise<ICruiseResult> {
  const { output } = await cruise(ROOMS, {
    validate: true,
    ruleSet: { forbidden: rules },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules/.*/node_modules|cdk\\.out)' },
    tsPreCompilationDeps: true,
  });
  if (typeof output === 'string') throw new Error('The examination gave text.');
  return output;
}

describe('the rooms of the project', () => {
  let result: ICruiseResult;

  beforeAll(async () => {
    result = await examine(INWARDS);
  }, 60_000);

  it('are all seen', () => {
    const seen = new Set(result.modules.map(({ source }) => source.split('/')[0]));
    for (const room of ROOMS) expect(seen).toContain(room);
    expect(result.summary.totalDependenciesCruised).toBeGreaterThan(500);
  });

  it('depend inwards only', () => {
    const violations = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
    expect(violations).toEqual([]);
  });

  it('are examined by rules that find something', async () => {
    const reversed = await examine([
      { name: 'reversed', severity: 'error', from: { path: '^lib/' }, to: { path: '^domain/' } },
    ]);
    expect(reversed.summary.violations.length).toBeGreaterThan(0);
  }, 60_000);
});
