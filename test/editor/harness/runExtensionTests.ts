import type { Browser } from 'playwright-core';
import type { VSCodeServer } from './vscodeServer';

/**
 * Runs a module of extension tests in an extension host of a server started `forExtensionTests`.
 *
 * @returns a line for each test
 * @throws Error with all that was printed, when a test failed or they are not over in 5 minutes
 */
export async function runExtensionTests(
  browser: Browser,
  server: VSCodeServer,
  files: { workspace: string; extension: string; suite: string },
): Promise<string> {
  const page = await browser.newPage();
  const printed: string[] = [];
  const exitCode = new Promise<number>((resolve, reject) => {
    const fail = () => reject(new Error(`not over in 5 minutes:\n${printed.join('\n')}`));
    const timer = setTimeout(fail, 300_000);
    const exit = (code: number) => {
      clearTimeout(timer);
      resolve(code);
    };
    page.exposeFunction('codeAutomationExit', exit).catch(reject);
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    printed.push(args.map(String).join(' '));
  });

  const remote = (file: string) => `vscode-remote://${server.address}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(files.extension)],
    ['extensionTestsPath', remote(files.suite)],
    ['skipWelcome', 'true'],
  ];
  await page.goto(server.url({ folder: files.workspace, payload: JSON.stringify(payload) }), {
    timeout: 60_000,
  });
  const code = await exitCode;
  if (code !== 0) throw new Error(`Extension tests ended with ${code}:\n${printed.join('\n')}`);
  return printed.filter((line) => /^(not )?ok - |^\d+ passed/.test(line)).join('\n');
}
