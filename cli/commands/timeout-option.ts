import { InvalidArgumentError, Option } from 'commander';

/** For commander: a whole number of at least one. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}

/** Every wait has an end: four hours unless the caller says otherwise. */
export const timeoutOption = (): Option =>
  new Option('--timeout <seconds>', 'stop waiting after so long; what is waited for goes on')
    .argParser(wholeNumber)
    .default(14_400);
