import { type AdmitAnswer, type AdmitCommand, admitAnswerSchema } from '../../domain/admit/messages.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { Functions } from './functions.ts';

/** The `admit` function, for what people ask of uploads. */
export class Admit {
  private readonly functions: Functions;
  private readonly functionName: string;

  constructor(options: ClientOptions, functionName: string) {
    this.functions = new Functions(options);
    this.functionName = functionName;
  }

  /** Throws the code that the function threw. */
  ask(command: AdmitCommand): Promise<AdmitAnswer> {
    return this.functions.ask(this.functionName, command, admitAnswerSchema);
  }
}
