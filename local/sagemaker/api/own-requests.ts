import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { header } from './json-protocol.ts';

/** A request of the plane's own routes by its schema. Throws USAGE. */
export function read<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
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
export async function answer(reply: FastifyReply, act: () => object | Promise<object>): Promise<FastifyReply> {
  try {
    return await reply.send(await act());
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { code, message, next, details } = error;
    return reply.status(code === 'USAGE' ? 400 : 409).send({ code, message, next, details });
  }
}
