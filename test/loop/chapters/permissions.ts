import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpointName, lakeKey, parameterName } from '../../../domain/names.ts';
import type { Clients } from '../world/clients.ts';
import { roleOfFunction } from '../world/functions.ts';
import { actingAs } from '../world/identities.ts';
import { liveModel } from '../world/live-model.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const DENIED = { name: expect.stringMatching(/AccessDenied/) };

type Call = (clients: Clients, world: World) => Promise<unknown>;

const putRaw: Call = ({ s3 }, { platform }) =>
  s3.send(new PutObjectCommand({ Bucket: platform.rawBucket, Key: `${WORKLOAD}/planted.csv`, Body: 'text,label\n' }));
const writeRecord: Call = ({ dynamo }, { platform }) =>
  dynamo.send(
    new PutItemCommand({
      TableName: platform.recordsTable,
      Item: { workload: { S: WORKLOAD }, record: { S: 'release' } },
    }),
  );
const createEndpoint: Call = ({ sageMaker }) =>
  sageMaker.send(
    new CreateEndpointCommand({ EndpointName: endpointName('local', WORKLOAD), EndpointConfigName: 'mine' }),
  );
const deleteEndpoint: Call = ({ sageMaker }) =>
  sageMaker.send(new DeleteEndpointCommand({ EndpointName: endpointName('local', WORKLOAD) }));
const approveModel: Call = ({ sageMaker }) =>
  sageMaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: `arn:aws:sagemaker:us-east-1:000000000000:model-package/${endpointName('local', WORKLOAD)}/1`,
      ModelApprovalStatus: 'Approved',
    }),
  );
const readWorkload: Call = ({ ssm }) =>
  ssm.send(new GetParameterCommand({ Name: parameterName.workload('local', WORKLOAD) }));
const listDataset: Call = ({ s3 }, { platform }) =>
  s3.send(new ListObjectsV2Command({ Bucket: platform.lakeBucket, Prefix: lakeKey.version(WORKLOAD, 1) }));

export function permissions(world: World): void {
  describe('a role', () => {
    let runId = '';
    let roles: Record<'predict' | 'training', Clients>;

    beforeAll(async () => {
      const { TrainingJobSummaries: jobs = [] } = await world.root.sageMaker.send(new ListTrainingJobsCommand({}));
      const { RoleArn = '' } = await world.root.sageMaker.send(
        new DescribeTrainingJobCommand({ TrainingJobName: jobs[0]?.TrainingJobName }),
      );
      roles = {
        predict: await actingAs(world, await roleOfFunction(world, 'predict')),
        training: await actingAs(world, RoleArn),
      };
    });

    it.each([
      ['predict', 'read its workload', readWorkload],
      ['training', 'list its dataset', listDataset],
    ] as const)('of %s may %s', async (role, _may, call) => {
      await expect(call(roles[role], world)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    });

    it.each([
      ['predict', 'upload', putRaw],
      ['predict', 'write a record', writeRecord],
      ['predict', 'create an endpoint', createEndpoint],
      ['predict', 'delete an endpoint', deleteEndpoint],
      ['predict', 'list a dataset', listDataset],
      ['training', 'upload', putRaw],
      ['training', 'write a record', writeRecord],
      ['training', 'create an endpoint', createEndpoint],
      ['training', 'approve a model', approveModel],
      ['training', 'read a workload', readWorkload],
    ] as const)('of %s may not %s', async (role, _may, call) => {
      await expect(call(roles[role], world)).rejects.toMatchObject(DENIED);
    });

    it('of the state machine that lost a permission ends its run with ACCESS_DENIED, at the last moment too', async () => {
      const before = await liveModel(world);
      const { roleArn = '' } = await world.root.stepFunctions.send(
        new DescribeStateMachineCommand({ stateMachineArn: world.platform.retrainStateMachineArn }),
      );
      const policy = { RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1), PolicyName: 'no-rollout' };
      const Statement = [{ Effect: 'Deny', Action: 'states:StartExecution', Resource: '*' }];
      await world.root.iam.send(
        new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }),
      );

      ({ runId } = await world.start());
      const run = await world.watch(runId).finally(() => world.root.iam.send(new DeleteRolePolicyCommand(policy)));

      expect(run).toMatchObject({ outcome: 'failed', exitCode: 7, error: { code: 'ACCESS_DENIED' } });
      // The status shows that an approved version did not go live.
      expect(await liveModel(world)).toEqual({ ...before, consistent: false });
    });

    it('that got its permission back resumes the run, which does nothing again that was done', async () => {
      const { runId: resumed, exitCode, outcome } = await world.resume(runId);

      expect({ resumed, outcome, exitCode }).toEqual({ resumed: runId, outcome: 'deployed', exitCode: 0 });
      const { TrainingJobSummaries = [] } = await world.root.sageMaker.send(
        new ListTrainingJobsCommand({ NameContains: runId }),
      );
      expect(TrainingJobSummaries.map(({ TrainingJobName = '' }) => TrainingJobName.slice(-7)).sort()).toEqual([
        '-bigram',
        'unigram',
      ]);
      expect(await liveModel(world)).toMatchObject({ consistent: true });
      expect(await world.status()).toMatchObject({ live: { runId }, pendingUploads: [] });
    });
  });
}
