import { describe, expect, it } from '@jest/globals';
import { cdkProgress } from '../../cli/deploy/cdk-progress.ts';

describe('what is told of a deployment', () => {
  it.each([
    ['✨  Synthesis time: 28.74s', 'synthesized in 28.74 s'],
    ['trainyard-local-data: deploying... [2/7]', 'trainyard-local-data (2 of 7)'],
    ['✅  trainyard-local-data', 'trainyard-local-data done'],
    ['✅  trainyard-local-data (no changes)', 'trainyard-local-data unchanged'],
    ['WARNING Candidate mine names a tag. (Annotation)', 'warning: Candidate mine names a tag.'],
    ['trainyard-local-data | 3/4 | CREATE_FAILED | AWS::S3::Bucket', 'CREATE_FAILED | AWS::S3::Bucket'],
  ])('%s', (line, said) => {
    expect(cdkProgress(line)).toBe(said);
  });

  it('leaves out what says nothing to a person who waits', () => {
    for (const line of ['Outputs:', 'trainyard-local-data: start: Publishing x', 'npm warn Unknown user config']) {
      expect(cdkProgress(line)).toBeUndefined();
    }
  });
});
