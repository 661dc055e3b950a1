import type { FastifyInstance } from 'fastify';
import { PlatformError } from '../../../domain/errors.ts';
import { capacityAnswerSchema, capacityRequestSchema, planAnswerSchema } from '../control.ts';
import type { Plane } from '../plane.ts';
import { type CapacityRecord, PURCHASES } from '../spot/capacity.ts';
import { interruptionSchema } from '../spot/interruption.ts';
import { interruptionPlanSchema } from '../spot/interruption-plan.ts';
import { answer, read } from './own-requests.ts';

type Named = { Params: { name: string } };

/** What a person or a test does to the machines of this AWS: it is no part of AWS's API, and needs a JSON body. */
export function serveControlRoutes(server: FastifyInstance, plane: Plane): void {
  server.post<Named>('/_plane/training-jobs/:name/interruptions', (request, reply) =>
    answer(reply, () => {
      const interruption = read(interruptionSchema, request);
      const { name } = request.params;
      if (!plane.spotInstances.interrupt(name, interruption)) throw notInterruptible(plane, name);
      return { interrupted: name };
    }),
  );

  server.get('/_plane/interruption-plan', (_request, reply) => answer(reply, () => planOf(plane)));
  server.put('/_plane/interruption-plan', (request, reply) =>
    answer(reply, () => {
      plane.spotInstances.follow(read(interruptionPlanSchema, request));
      return planOf(plane);
    }),
  );

  server.get('/_plane/capacity', (_request, reply) => answer(reply, () => capacityOf(plane)));
  server.put('/_plane/capacity', (request, reply) =>
    answer(reply, () => {
      const { instanceType, purchase, level } = read(capacityRequestSchema, request);
      for (const one of purchase === undefined ? PURCHASES : [purchase]) {
        plane.capacity.set({ instanceType, purchase: one, level } satisfies CapacityRecord);
      }
      return capacityOf(plane);
    }),
  );
}

const planOf = (plane: Plane) => planAnswerSchema.parse({ plan: plane.spotInstances.plan });
const capacityOf = (plane: Plane) => capacityAnswerSchema.parse({ capacity: plane.capacity.all() });

function notInterruptible(plane: Plane, name: string): PlatformError {
  const job = plane.store.trainingJobs.get(name);
  const what =
    job === undefined
      ? `There is no training job ${name}.`
      : job.request.EnableManagedSpotTraining
        ? `The training job ${name} has no instance now: it is ${job.secondaryStatus}.`
        : `The training job ${name} does not run on spot instances.`;
  return new PlatformError('JOB_NOT_INTERRUPTIBLE', what, {
    next: 'Name a spot training job that is Downloading or Training.',
    details: { job: name, ...(job && { secondaryStatus: job.secondaryStatus }) },
  });
}
