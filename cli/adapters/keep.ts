import { type Kept, keepAnswerSchema } from '../../domain/keep/messages.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { Functions } from './functions.ts';

/** The `keep` function, which alone may free a lease that is not its own. */
export class Keep {
  private readonly functions: Functions;
  private readonly functionName: string;

  constructor(options: ClientOptions, functionName: string) {
    this.functions = new Functions(options);
    this.functionName = functionName;
  }

  /** Frees a workload's lease if its holder is gone. */
  async unlock(workload: string): Promise<Kept | undefined> {
    const { kept } = await this.functions.ask(this.functionName, { command: 'unlock', workload }, keepAnswerSchema);
    return kept[0];
  }
}
