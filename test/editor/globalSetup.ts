import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the npm packages with VS Code's server. */
    installation: string;
    /** The folder of the extension under test: this package, or what `EXTENSION` names. */
    extension: string;
    artefacts: string;
  }
}

/** Installs what is missing, and forgets the screenshots of the last run. */
export default async function globalSetup(project: TestProject): Promise<void> {
  const here = path.join(project.config.root, 'test/editor');
  const installation = execFileSync(process.execPath, [path.join(here, 'setup.mjs')], {
    encoding: 'utf8',
  });
  const artefacts = path.join(here, 'artefacts');
  await fs.rm(artefacts, { recursive: true, force: true });
  const extension = path.resolve(process.env.EXTENSION || project.config.root);
  await fs.access(path.join(extension, 'dist/client.js')).catch(() => {
    throw new Error(`The extension in ${extension} is not built: run \`npm run build\` first`);
  });
  project.provide('installation', installation.trim());
  project.provide('extension', extension);
  project.provide('artefacts', artefacts);
}
