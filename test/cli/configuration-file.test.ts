import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfigurationFile } from '../../cli/settings/configuration-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (content: string): Promise<void> => writeFile(join(folder, 'trainyard.json'), content);

describe('trainyard.json', () => {
  it('may be missing', () => {
    expect(readConfigurationFile(folder)).toEqual({});
  });

  it('gives its members', async () => {
    await write('{"env": "dev", "quiet": true}');
    expect(readConfigurationFile(folder)).toEqual({ env: 'dev', quiet: true });
  });

  it('is refused with every problem named', async () => {
    await write('{"env": 7, "regoin": "eu-central-1"}');
    expect(() => readConfigurationFile(folder)).toThrow(/env: .*regoin/);
  });

  it('is refused when it is not JSON', async () => {
    await write('env: dev');
    expect(() => readConfigurationFile(folder)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
