import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from '../../cli/settings/settings.ts';

const folders = { working: '/working', root: '/root' };

describe('settings', () => {
  it('are the defaults when nothing says otherwise', () => {
    expect(resolveSettings({}, {}, {}, folders)).toEqual({
      environment: 'local',
      profile: undefined,
      region: undefined,
      stateDirectory: '/root/.trainyard',
      json: false,
      yes: false,
      quiet: false,
    });
  });

  it('come from the flag, then the variable, then the file', () => {
    const file = { env: 'file', region: 'eu-file-1', profile: 'file', quiet: true };
    const variables = { TRAINYARD_ENV: 'variable', AWS_REGION: 'eu-variable-1' };
    expect(resolveSettings({ env: 'flag' }, variables, file, folders)).toMatchObject({
      environment: 'flag',
      region: 'eu-variable-1',
      profile: 'file',
      quiet: true,
    });
  });

  it('ignore an empty variable', () => {
    expect(resolveSettings({}, { TRAINYARD_ENV: '', AWS_PROFILE: '' }, { env: 'dev' }, folders)).toMatchObject({
      environment: 'dev',
      profile: undefined,
    });
  });

  it('let a variable switch off what the file switches on', () => {
    expect(
      resolveSettings({}, { TRAINYARD_JSON: '0', TRAINYARD_YES: 'false' }, { json: true, yes: true }, folders),
    ).toMatchObject({
      json: false,
      yes: false,
    });
  });

  it('read a typed folder from where the command was called, and a configured one from the root', () => {
    expect(resolveSettings({ state: 'here' }, {}, { state: 'there' }, folders).stateDirectory).toBe('/working/here');
    expect(resolveSettings({}, {}, { state: 'there' }, folders).stateDirectory).toBe('/root/there');
  });
});
