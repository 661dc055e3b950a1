import { Logger } from '@aws-lambda-powertools/logger';

/** What a stage may say. Identifiers, counts and codes; never the text of a row or a request. */
export interface StageLogger {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** Fields that every later line of this invocation carries. */
  about(fields: { readonly workload?: string; readonly runId?: string; readonly requestId?: string }): void;
}

/** JSON lines with the stage and, once known, workload and run as fields. */
export function stageLogger(stage: string): StageLogger {
  const logger = new Logger({ serviceName: 'trainyard', persistentKeys: { stage } });
  return {
    info: (message, facts = {}) => logger.info(message, { ...facts }),
    warn: (message, facts = {}) => logger.warn(message, { ...facts }),
    error: (message, facts = {}) => logger.error(message, { ...facts }),
    about: (fields) => {
      logger.resetKeys();
      logger.appendKeys(fields);
    },
  };
}
