/** A test runner small enough to be bundled: VS Code only asks a test module for `run()`. */

interface Test {
  name: string;
  body(): Promise<void>;
}

const tests: Test[] = [];
const timeoutMs = 60_000;

/** Declares a test; they run one after the other in the order of their declaration. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name, body });
}

/** Runs all tests and prints a line for each. Throws when one failed, or when there is none. */
export async function runTests(): Promise<void> {
  const failed: string[] = [];
  for (const { name, body } of tests) {
    try {
      await withTimeout(body());
      console.log(`ok - ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`not ok - ${name}\n${error instanceof Error ? error.stack : error}`);
    }
  }
  console.log(`${tests.length - failed.length} passed, ${failed.length} failed`);
  if (tests.length === 0) throw new Error('No test was declared');
  if (failed.length > 0) throw new Error(`Failed: ${failed.join('; ')}`);
}

async function withTimeout(body: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${timeoutMs} ms`)), timeoutMs);
  });
  await Promise.race([body, timeout]).finally(() => clearTimeout(timer));
}
