import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { throughPoint } from '../../../faults/effect.ts';
import type { Operation } from '../operations/operation.ts';
import type { Plane } from '../plane.ts';
import type { ServiceModel } from '../service-model/model.ts';
import { validateInput } from '../service-model/validate.ts';
import { AnswerLost, OPERATION_FAILURES } from './operation-faults.ts';
import { ServiceError } from './service-error.ts';
import { toWire } from './wire.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Serves the SageMaker API: `POST /` with the action in `X-Amz-Target` (AWS JSON 1.1). */
export function serveJsonProtocol(
  server: FastifyInstance,
  plane: Plane,
  operations: readonly Operation[],
  model: ServiceModel,
): void {
  const byName = new Map(operations.map((one) => [one.name, one]));
  server.post('/', async (request, reply) => {
    try {
      const operation = byName.get(targetOf(request));
      if (operation === undefined)
        throw new ServiceError(
          'UnknownOperationException',
          `The local runtime does not implement ${targetOf(request)}`,
        );
      const input = parse(request.body);
      validateInput(model, operation.name, input);
      const principalArn = header(request, 'x-trainyard-principal-arn');
      const run = () => operation.run(plane, input, { principalArn });
      const output = await throughPoint(operation.name, run, OPERATION_FAILURES);
      return await reply.type(CONTENT_TYPE).send(JSON.stringify(toWire(output)));
    } catch (error) {
      if (error instanceof AnswerLost) {
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
      }
      return answerError(reply, error, plane.onTrouble);
    }
  });
}

const targetOf = (request: FastifyRequest): string =>
  (header(request, 'x-amz-target') ?? '').replace(/^SageMaker\./, '');

/** One header's value. */
export function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parse(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The request is no JSON document.');
  }
}

/** An error as both protocols of the service write it. */
export function answerError(reply: FastifyReply, error: unknown, onTrouble: (message: string) => void): FastifyReply {
  const known =
    error instanceof ServiceError ? error : new ServiceError('InternalFailure', 'The local runtime failed.');
  if (known !== error) onTrouble(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return reply
    .status(known.status)
    .header('x-amzn-errortype', known.type)
    .type(CONTENT_TYPE)
    .send(JSON.stringify({ __type: known.type, message: known.message, Message: known.message, ...known.details }));
}
