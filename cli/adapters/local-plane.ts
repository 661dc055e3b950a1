import type { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { throughPoint } from '../../faults/effect.ts';
import {
  type CapacityRequest,
  capacityAnswerSchema,
  controlFailureSchema,
  planAnswerSchema,
} from '../../local/sagemaker/control.ts';
import type { CapacityRecord } from '../../local/sagemaker/spot/capacity.ts';
import type { InterruptionInput } from '../../local/sagemaker/spot/interruption.ts';
import type { InterruptionPlan, InterruptionPlanInput } from '../../local/sagemaker/spot/interruption-plan.ts';
import { requireRuntime } from './local-runtime.ts';

const TIMEOUT_MS = 10_000;

/**
 * The machines of the AWS on this machine: its SageMaker has routes for what nobody can ask AWS for. Every call throws
 * `RUNTIME_NOT_RUNNING`, or what the plane answers: `USAGE`, `JOB_NOT_INTERRUPTIBLE`.
 */
export class LocalPlane {
  private readonly origin: string;

  /** `origin`: where the plane listens. */
  constructor(origin: string) {
    this.origin = origin;
  }

  static async of(stateDirectory: string): Promise<LocalPlane> {
    const { planePort } = await requireRuntime(stateDirectory);
    return new LocalPlane(`http://127.0.0.1:${planePort}`);
  }

  /** Takes the instance of a spot training job away. */
  async interrupt(jobName: string, interruption: InterruptionInput): Promise<void> {
    await this.ask('POST', `training-jobs/${encodeURIComponent(jobName)}/interruptions`, interruption);
  }

  /** What is not available now. */
  async capacity(): Promise<readonly CapacityRecord[]> {
    return read(capacityAnswerSchema, await this.ask('GET', 'capacity')).capacity;
  }

  async setCapacity(request: CapacityRequest): Promise<readonly CapacityRecord[]> {
    return read(capacityAnswerSchema, await this.ask('PUT', 'capacity', request)).capacity;
  }

  async plan(): Promise<InterruptionPlan> {
    return read(planAnswerSchema, await this.ask('GET', 'interruption-plan')).plan;
  }

  async follow(plan: InterruptionPlanInput): Promise<InterruptionPlan> {
    return read(planAnswerSchema, await this.ask('PUT', 'interruption-plan', plan)).plan;
  }

  private async ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const response = await throughPoint('local-plane', () =>
      fetch(`${this.origin}/_plane/${path}`, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    );
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const { code, message, next, details } = read(controlFailureSchema, answer);
    throw new PlatformError(code, message, { ...(next && { next }), ...(details && { details }) });
  }
}

const read = <T>(schema: z.ZodType<T>, answer: unknown): T => schema.parse(answer);
