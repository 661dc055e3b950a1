import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { ERROR_CODES, PlatformError } from '../../domain/errors.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

const functionErrorSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string().default('') });
const errorCode = z.enum(ERROR_CODES);

/** Functions of the platform that people ask directly. */
export class Functions {
  private readonly client: LambdaClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new LambdaClient(options));
  }

  /** Throws the code that the function threw. */
  async ask<S extends z.ZodType>(functionName: string, question: unknown, answers: S): Promise<z.infer<S>> {
    const answer = await this.client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(question) }),
    );
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() || 'null');
    if (answer.FunctionError === undefined) return answers.parse(payload);
    const { errorType, errorMessage } = functionErrorSchema.catch({ errorMessage: '' }).parse(payload);
    const code = errorCode.safeParse(errorType);
    throw new PlatformError(code.success ? code.data : 'AWS_FAILED', errorMessage || `${functionName} failed.`);
  }
}
