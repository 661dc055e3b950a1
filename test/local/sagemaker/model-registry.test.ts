import {
  AddTagsCommand,
  CreateModelCommand,
  CreateModelPackageCommand,
  type CreateModelPackageCommandInput,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DeleteTagsCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  ListModelPackageGroupsCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest } from './plane-under-test.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({ PLANE_DUPLICATE_EVENTS: '1' });
  await plane.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'reviews' }));
});
afterAll(() => plane.dispose());

const register = (change: Partial<CreateModelPackageCommandInput> = {}) =>
  plane.sagemaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: 'reviews',
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: 's3://artifacts/model.tar.gz', Environment: { A: '1' } }],
        SupportedContentTypes: ['application/json'],
        SupportedResponseMIMETypes: ['application/json'],
      },
      CustomerMetadataProperties: { run: 'abc-1' },
      ...change,
    }),
  );
const GROUP = 'arn:aws:sagemaker:us-east-1:000000000000:model-package-group/reviews';
const PACKAGE = 'arn:aws:sagemaker:us-east-1:000000000000:model-package/reviews';

describe('the model registry', () => {
  it('counts versions in each group, and gives the same one for the same client token', async () => {
    const one = await register({ ClientToken: 'abc-1' });
    const again = await register({ ClientToken: 'abc-1' });
    const two = await register();

    expect([one, again, two].map((answer) => answer.ModelPackageArn)).toEqual([
      `${PACKAGE}/1`,
      `${PACKAGE}/1`,
      `${PACKAGE}/2`,
    ]);
  });

  it('waits for an approval, keeps who gave it and why, and tells EventBridge, here twice', async () => {
    const command = new UpdateModelPackageCommand({
      ModelPackageArn: `${PACKAGE}/1`,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'looks good',
      CustomerMetadataProperties: { ticket: 'T-1' },
    });
    const pending = await plane.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: `${PACKAGE}/1` }));
    command.middlewareStack.add(
      (next) => (args) => {
        Object.assign(Object(args.request).headers, {
          'x-trainyard-principal-arn': 'arn:aws:iam::000000000000:user/ann',
        });
        return next(args);
      },
      { step: 'build' },
    );
    await plane.sagemaker.send(command);
    const after = await plane.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: `${PACKAGE}/1` }));
    await plane.running.eventsSent();

    expect(pending.ModelApprovalStatus).toBe('PendingManualApproval');
    expect(after).toMatchObject({
      ModelPackageVersion: 1,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'looks good',
      CustomerMetadataProperties: { run: 'abc-1', ticket: 'T-1' },
      LastModifiedBy: { IamIdentity: { Arn: 'arn:aws:iam::000000000000:user/ann' } },
    });
    const events = plane.cloud.events
      .filter((event) => event.detailType === 'SageMaker Model Package State Change')
      .map((event) => JSON.parse(event.detail))
      .filter((detail) => detail.ModelPackageVersion === 1);
    expect(events.map((detail) => detail.ModelApprovalStatus)).toEqual([
      'PendingManualApproval',
      'PendingManualApproval',
      'Approved',
      'Approved',
    ]);
  });

  it('lists packages by approval, and groups', async () => {
    const approved = await plane.sagemaker.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: 'reviews', ModelApprovalStatus: 'Approved' }),
    );
    const groups = await plane.sagemaker.send(new ListModelPackageGroupsCommand({}));

    expect(approved.ModelPackageSummaryList?.map((one) => one.ModelPackageVersion)).toEqual([1]);
    expect(groups.ModelPackageGroupSummaryList?.map((one) => one.ModelPackageGroupName)).toEqual(['reviews']);
  });

  it('makes a model of an approved package only', async () => {
    const model = (name: string, version: number) =>
      plane.sagemaker.send(
        new CreateModelCommand({
          ModelName: name,
          ExecutionRoleArn: ROLE,
          PrimaryContainer: { ModelPackageName: `${PACKAGE}/${version}`, Environment: { B: '2' } },
        }),
      );
    await model('approved', 1);
    const made = await plane.sagemaker.send(new DescribeModelCommand({ ModelName: 'approved' }));

    expect(made.PrimaryContainer).toMatchObject({ Image: IMAGE, Environment: { A: '1', B: '2' } });
    await expect(model('pending', 2)).rejects.toThrow(/is not approved/);
  });

  it('keeps a group that has packages, and never gives a version twice', async () => {
    const removeGroup = () =>
      plane.sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: 'reviews' }));
    const remove = (version: number) =>
      plane.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: `${PACKAGE}/${version}` }));
    await expect(removeGroup()).rejects.toMatchObject({ name: 'ConflictException' });
    await remove(2);
    const three = await register();
    await remove(1);
    await remove(3);
    await removeGroup();

    expect(three.ModelPackageArn).toBe(`${PACKAGE}/3`);
    await expect(register()).rejects.toThrow(`ModelPackageGroup ${GROUP} does not exist.`);
  });

  it('keeps tags by ARN', async () => {
    await plane.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'reviews' }));
    await plane.sagemaker.send(
      new AddTagsCommand({
        ResourceArn: GROUP,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    await plane.sagemaker.send(new DeleteTagsCommand({ ResourceArn: GROUP, TagKeys: ['a'] }));

    const tags = await plane.sagemaker.send(new ListTagsCommand({ ResourceArn: GROUP }));
    expect(tags.Tags).toEqual([{ Key: 'b', Value: '2' }]);
    const unknown = plane.sagemaker.send(new ListTagsCommand({ ResourceArn: `${GROUP}-2` }));
    await expect(unknown).rejects.toThrow(/does not exist/);
  });
});
