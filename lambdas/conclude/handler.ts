import { z } from 'zod';
import { concludeInputSchema, executionEndedSchema } from '../../domain/conclude/messages.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { concludeExecution, concludeState } from './endings.ts';
import { CONCLUDE_VARIABLES, makeConcludePorts } from './make-ports.ts';

/** Last stage of every run, and of every execution that ended without it. */
export const handler = stageHandler({
  stage: 'conclude',
  input: z.union([concludeInputSchema, executionEndedSchema]),
  ports: () => makeConcludePorts(readEnvironment(...CONCLUDE_VARIABLES)),
  run: (input, ports) => ('state' in input ? concludeState(input, ports) : concludeExecution(input, ports)),
});
