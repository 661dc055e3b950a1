import { InvalidArgumentError, Option } from 'commander';
import type { Settings } from '../../domain/try/settings.ts';

/** `--set path=value`, once for each setting. A value that is JSON is what it says; any other is text. */
export const setOption = (): Option =>
  new Option(
    '--set <path=value>',
    'try another split, gate, hyperparameter (candidates.<name>.hyperparameters.<name>) or sample; never goes live',
  ).argParser(collect);

function collect(given: string, before: Settings = {}): Settings {
  const at = given.indexOf('=');
  const path = given.slice(0, at);
  if (at < 1) throw new InvalidArgumentError('Give a path and a value, as in gate.minimum=0.6.');
  if (Object.hasOwn(before, path)) throw new InvalidArgumentError(`${path} is set twice.`);
  return { ...before, [path]: parsed(given.slice(at + 1)) };
}

function parsed(text: string): Settings[string] {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
