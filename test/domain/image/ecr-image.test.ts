import { describe, expect, it } from '@jest/globals';
import { ecrImage, imageIn } from '../../../domain/image/ecr-image.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('the URI of an image of Amazon ECR', () => {
  it('says registry, repository and tag or digest', () => {
    const base = { account: '763104351884', region: 'eu-central-1', repository: 'deep/pytorch-training' };

    expect(ecrImage('763104351884.dkr.ecr.eu-central-1.amazonaws.com/deep/pytorch-training:2.6.0-cpu')).toEqual({
      ...base,
      tag: '2.6.0-cpu',
      digest: undefined,
    });
    expect(ecrImage(`763104351884.dkr.ecr.eu-central-1.amazonaws.com/deep/pytorch-training@${DIGEST}`)).toEqual({
      ...base,
      tag: undefined,
      digest: DIGEST,
    });
  });

  it('may be of China, whose registries have a domain of their own', () => {
    expect(ecrImage('727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1')?.region).toBe('cn-north-1');
  });

  it.each([
    'pytorch/pytorch:2.6.0',
    'public.ecr.aws/deep-learning-containers/pytorch-training:2.6.0',
    '7631.dkr.ecr.eu-central-1.amazonaws.com/a:1',
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/',
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/A:1',
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/a@sha256:abc',
    `763104351884.dkr.ecr.eu-central-1.amazonaws.com/a:1@${DIGEST}`,
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com.evil.com/a:1',
    '763104351884.dkr.ecr.eu-central-1.amazonaws.com/a:1\n',
  ])('is not %j', (uri) => {
    expect(ecrImage(uri)).toBeUndefined();
  });

  it('is of the region that it is asked for, where it names none itself', () => {
    expect(imageIn('1.dkr.ecr.{region}.amazonaws.com/a:1', 'us-west-2')).toBe('1.dkr.ecr.us-west-2.amazonaws.com/a:1');
    expect(imageIn('1.dkr.ecr.us-east-1.amazonaws.com/a:1', 'us-west-2')).toBe('1.dkr.ecr.us-east-1.amazonaws.com/a:1');
  });
});
