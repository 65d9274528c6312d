import { afterEach, expect, test, vi } from 'vitest';
import { commands, workspace } from 'vscode';
import { editLabelSet } from '../../../client/src/labelSets/editLabelSet';

vi.mock('vscode', () => import('./vscode'));

afterEach(() => vi.restoreAllMocks());

function setsOfWorkspace(sets: object) {
  vi.spyOn(workspace, 'getConfiguration').mockReturnValue({
    inspect: () => ({ key: 'labelSets', workspaceValue: sets }),
  } as never);
  return vi.spyOn(commands, 'executeCommand').mockResolvedValue(undefined);
}

test.each([
  ['one of the workspace', 'Pets', 'workbench.action.openWorkspaceSettingsFile'],
  ['one of the user', 'Farm', 'workbench.action.openSettingsJson'],
  ['one that is called as every object has a member', 'constructor', 'openSettingsJson'],
])('%s is opened where it is', async (_, name, expected) => {
  const execute = setsOfWorkspace({ Pets: ['cat', 'dog'] });
  await editLabelSet({ kind: 'setting', name });
  expect(execute).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining(expected),
    expect.anything(),
  );
});
