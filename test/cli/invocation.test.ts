import { describe, expect, it } from '@jest/globals';
import { repeatPlace } from '../../cli/invocation.ts';

describe('a command to copy', () => {
  it('repeats the flags that say which place it is about', () => {
    expect(repeatPlace('Run `npx trainyard local up`.', { state: '.trainyard/demo', region: 'eu-west-1' })).toBe(
      'Run `npx trainyard --region eu-west-1 --state .trainyard/demo local up`.',
    );
  });

  it('quotes what a shell would split', () => {
    expect(repeatPlace('npx trainyard status', { state: 'my state' })).toBe("npx trainyard --state 'my state' status");
  });

  it('stays as it is when nothing was typed or it names its own', () => {
    expect(repeatPlace('npx trainyard status', {})).toBe('npx trainyard status');
    const own = 'npx trainyard status --state here';
    expect(repeatPlace(own, { state: 'there' })).toBe(own);
  });
});
