import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { actAs } from '../../faults/component.ts';
import { throughPoint } from '../../faults/effect.ts';
import { platformErrorOf } from './failure.ts';
import { type StageLogger, stageLogger } from './logger.ts';

/** What every stage has besides its own ports. */
export interface StageContext {
  readonly logger: StageLogger;
  readonly now: () => Date;
}

export interface StageHandlerProps<Input, Ports, Answer> {
  /** Name of the stage, which is a field of each log line. */
  readonly stage: string;
  readonly input: z.ZodType<Input>;
  /** Builds the clients: called once, by the first invocation. */
  readonly ports: () => Ports;
  readonly run: (input: Input, ports: Ports & StageContext) => Promise<Answer>;
}

/**
 * The function of a stage: reads its input by the schema, runs the stage, and lets every failure out as a
 * `PlatformError`, whose code Lambda reports as the error's type.
 */
export function stageHandler<Input, Ports, Answer>(props: StageHandlerProps<Input, Ports, Answer>) {
  let ports: (Ports & StageContext) | undefined;
  return async (event: unknown, context?: Pick<Context, 'awsRequestId'>): Promise<Answer> => {
    actAs(props.stage);
    ports ??= { ...props.ports(), logger: stageLogger(props.stage), now: () => new Date() };
    const { logger } = ports;
    logger.about({ ...identityOf(event), ...(context && { requestId: context.awsRequestId }) });
    try {
      const given = ports;
      const answer = await throughPoint('handler', () => props.run(readInput(props.input, event), given));
      logger.info('answered');
      return answer;
    } catch (thrown) {
      const error = platformErrorOf(thrown);
      logger.error(error.message, { code: error.code, retryable: error.retryable, details: error.details });
      throw error;
    }
  };
}

function readInput<Input>(schema: z.ZodType<Input>, event: unknown): Input {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new PlatformError('REQUEST_INVALID', `The function was called wrongly: ${z.prettifyError(parsed.error)}`);
}

const identitySchema = z.object({ workload: z.string().optional(), runId: z.string().optional() });

function identityOf(event: unknown): { workload?: string; runId?: string } {
  const { workload, runId } = identitySchema.safeParse(event).data ?? {};
  return { ...(workload !== undefined && { workload }), ...(runId !== undefined && { runId }) };
}
