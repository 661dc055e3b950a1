import type { SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { admitCommandSchema, objectCreatedSchema } from '../../../domain/admit/messages.ts';
import { approveInputSchema } from '../../../domain/approve/messages.ts';
import { concludeInputSchema, executionEndedSchema } from '../../../domain/conclude/messages.ts';
import { PlatformError } from '../../../domain/errors.ts';
import { gateInputSchema } from '../../../domain/gate/messages.ts';
import { jobInputSchema } from '../../../domain/job/messages.ts';
import { keepInputSchema } from '../../../domain/keep/messages.ts';
import { leaseInputSchema } from '../../../domain/lease/messages.ts';
import { offerInputSchema } from '../../../domain/offer/messages.ts';
import { prepareInputSchema } from '../../../domain/prepare/messages.ts';
import { processingInputSchema } from '../../../domain/processing/messages.ts';
import { registerInputSchema } from '../../../domain/register/messages.ts';
import { advanceInputSchema } from '../../../domain/rollout/messages.ts';
import { trainInputSchema } from '../../../domain/train/messages.ts';
import type { ModelArtifacts } from '../../../lambdas/adapters/model-artifacts.ts';
import { admitBatch } from '../../../lambdas/admit/batch.ts';
import { obey } from '../../../lambdas/admit/command.ts';
import type { AdmitPorts } from '../../../lambdas/admit/ports.ts';
import { awaitApproval, onStateChange } from '../../../lambdas/approve/approve.ts';
import { expire } from '../../../lambdas/approve/expire.ts';
import type { ApprovePorts } from '../../../lambdas/approve/ports.ts';
import type { ConcludePorts } from '../../../lambdas/conclude/ended-run.ts';
import { concludeExecution, concludeState } from '../../../lambdas/conclude/endings.ts';
import { type GatePorts, gate } from '../../../lambdas/gate/gate.ts';
import { type JobPorts, job } from '../../../lambdas/job/job.ts';
import { keep } from '../../../lambdas/keep/keep.ts';
import type { KeepPorts } from '../../../lambdas/keep/ports.ts';
import { lease } from '../../../lambdas/lease/lease.ts';
import type { LeasePorts } from '../../../lambdas/lease/ports.ts';
import { type OfferPorts, offer } from '../../../lambdas/offer/offer.ts';
import { type PreparePorts, prepare } from '../../../lambdas/prepare/prepare.ts';
import { type RegisterPorts, register } from '../../../lambdas/register/register.ts';
import { advance, type RolloutPorts } from '../../../lambdas/rollout/rollout.ts';
import type { StageContext } from '../../../lambdas/runtime/stage-handler.ts';
import { type TrainPorts, train } from '../../../lambdas/train/train.ts';
import { admit } from '../../lambdas/memory/admit.ts';
import type { ProcessingPort } from './programs.ts';

/** Everything that any stage reaches out to. */
export type Ports = AdmitPorts &
  LeasePorts &
  PreparePorts &
  OfferPorts &
  JobPorts &
  TrainPorts &
  GatePorts &
  RegisterPorts &
  ApprovePorts &
  Omit<RolloutPorts, 'artifacts'> & { readonly modelArtifacts: ModelArtifacts } & ConcludePorts &
  KeepPorts & { readonly processing: ProcessingPort } & StageContext;

type Stage = (event: unknown, ports: Ports) => Promise<unknown>;

/** The code of a stage behind its schema, as its handler has it. */
const stage =
  <Input>(schema: z.ZodType<Input>, run: (input: Input, ports: Ports) => Promise<unknown>): Stage =>
  async (event, ports) => {
    const parsed = schema.safeParse(event);
    if (!parsed.success) throw new PlatformError('REQUEST_INVALID', parsed.error.message);
    return run(parsed.data, ports);
  };

const batchSchema = z.custom<SQSEvent>((event) => z.object({ Records: z.array(z.unknown()) }).safeParse(event).success);

/** The functions of the platform by their names: the very code that their handlers run. */
export const STAGES = {
  admit: stage(z.union([admitCommandSchema, batchSchema, objectCreatedSchema]), (input, ports) => {
    if ('command' in input) return obey(input, ports);
    return 'Records' in input ? admitBatch(input, ports) : admit(input, ports);
  }),
  lease: stage(leaseInputSchema, lease),
  prepare: stage(prepareInputSchema, prepare),
  offer: stage(offerInputSchema, offer),
  job: stage(jobInputSchema, job),
  train: stage(trainInputSchema, train),
  gate: stage(gateInputSchema, gate),
  register: stage(registerInputSchema, register),
  approve: stage(approveInputSchema, (input, ports) => {
    if ('expired' in input) return expire(input, ports);
    return 'taskToken' in input ? awaitApproval(input, ports) : onStateChange(input, ports);
  }),
  rollout: stage(advanceInputSchema, (input, ports) => advance(input, { ...ports, artifacts: ports.modelArtifacts })),
  conclude: stage(concludeInputSchema.or(executionEndedSchema), (input, ports) =>
    'state' in input ? concludeState(input, ports) : concludeExecution(input, ports),
  ),
  keep: stage(keepInputSchema, keep),
  processing: stage(processingInputSchema, (input, { processing }) => processing.run(input)),
} as const;
export type StageName = keyof typeof STAGES;

export const isStage = (name: string): name is StageName => Object.hasOwn(STAGES, name);
