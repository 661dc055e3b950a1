import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { capacityAnswerSchema, capacityRequestSchema, planAnswerSchema } from '../control.ts';
import type { Plane } from '../plane.ts';
import { type CapacityRecord, PURCHASES } from '../spot/capacity.ts';
import { interruptionSchema } from '../spot/interruption.ts';
import { interruptionPlanSchema } from '../spot/interruption-plan.ts';
import { header } from './json-protocol.ts';

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

function read<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  // Only what says that it is JSON: a web page cannot send that to another origin unasked.
  if (!header(request, 'content-type')?.startsWith('application/json')) {
    throw new PlatformError('USAGE', 'The request must be application/json.');
  }
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  throw new PlatformError('USAGE', z.prettifyError(parsed.error));
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw new PlatformError('USAGE', 'The request is no JSON document.');
  }
}

/** @throws what is no fault of the caller. */
async function answer(reply: FastifyReply, act: () => object): Promise<FastifyReply> {
  try {
    return await reply.send(act());
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { code, message, next, details } = error;
    return reply.status(code === 'USAGE' ? 400 : 409).send({ code, message, next, details });
  }
}
