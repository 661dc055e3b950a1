import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalPlane } from '../../cli/adapters/local-plane.ts';
import { actAs } from '../../faults/component.ts';
import { PlaneUnderTest } from '../local/sagemaker/plane-under-test.ts';

let plane: PlaneUnderTest;
let local: LocalPlane;
beforeAll(async () => {
  actAs('cli');
  plane = await PlaneUnderTest.start();
  local = new LocalPlane(plane.running.origin);
});
afterAll(() => plane.dispose());

describe('the machines of the local AWS', () => {
  it('are there of both kinds of purchase until one is taken away', async () => {
    await local.setCapacity({ instanceType: 'ml.g5.xlarge', level: 'none' });
    await local.setCapacity({ instanceType: 'ml.g5.xlarge', level: 'available', purchase: 'on-demand' });

    expect(await local.capacity()).toEqual([{ instanceType: 'ml.g5.xlarge', purchase: 'spot', level: 'none' }]);
  });

  it('are interrupted by the plan that was set', async () => {
    const plan = { kind: 'schedule' as const, afterSeconds: [30, 90] };

    expect(await local.follow(plan)).toEqual({ ...plan, interruption: { notice: true, awaySeconds: 0 } });
    expect(await local.plan()).toEqual({ ...plan, interruption: { notice: true, awaySeconds: 0 } });
  });

  it('cannot be taken from a job that has none, which is a typed error', async () => {
    await expect(local.interrupt('nobody', {})).rejects.toMatchObject({
      code: 'JOB_NOT_INTERRUPTIBLE',
      message: 'There is no training job nobody.',
      next: 'Name a spot training job that is Downloading or Training.',
    });
  });

  it('refuse what no schema allows', async () => {
    const refused = local.setCapacity({ instanceType: 'g5.xlarge', level: 'none' });

    await expect(refused).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('ml.g5.xlarge') });
  });
});
