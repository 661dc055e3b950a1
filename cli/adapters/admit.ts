import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type AdmitAnswer, type AdmitCommand, admitAnswerSchema } from '../../domain/admit/messages.ts';
import { ERROR_CODES, PlatformError } from '../../domain/errors.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

const functionErrorSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string().default('') });
const errorCode = z.enum(ERROR_CODES);

/** The `admit` function, for what people ask of uploads. */
export class Admit {
  private readonly client: LambdaClient;
  private readonly functionName: string;

  constructor(options: ClientOptions, functionName: string) {
    this.client = faultable(new LambdaClient(options));
    this.functionName = functionName;
  }

  /** Throws the code that the function threw. */
  async ask(command: AdmitCommand): Promise<AdmitAnswer> {
    const answer = await this.client.send(
      new InvokeCommand({ FunctionName: this.functionName, Payload: JSON.stringify(command) }),
    );
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null');
    if (answer.FunctionError === undefined) return admitAnswerSchema.parse(payload);
    const { errorType, errorMessage } = functionErrorSchema.catch({ errorMessage: '' }).parse(payload);
    const code = errorCode.safeParse(errorType);
    throw new PlatformError(code.success ? code.data : 'AWS_FAILED', errorMessage || 'The function admit failed.');
  }
}
