import { type Connection, type InitializeParams, MessageType } from 'vscode-languageserver/node';
import * as z from 'zod';
import { describeIssues } from '../describeIssues';
import { type ServerOptions, serverOptionsSchema } from '../protocol';
import { showMessage } from './showMessage';

/** What editors file our options under where they keep those of several servers. */
const section = 'diffusionClassifier';

const fieldsSchema = z.record(z.string(), z.unknown()).catch({});

/** What is filed under our name; undefined where nothing is, {} where null is. */
function filed(given: unknown): unknown {
  const fields = fieldsSchema.parse(given);
  return section in fields ? (fields[section] ?? {}) : undefined;
}

interface Reading {
  /** Those that are as expected. */
  options: ServerOptions;
  /** Names of the others. */
  wrong: readonly string[];
  problem?: string;
}

/** Reads each option for itself, so that a wrong one does not take the others with it. */
function readOptions(given: unknown): Reading {
  const parsed = serverOptionsSchema.safeParse(given);
  if (parsed.success) return { options: parsed.data, wrong: [] };
  const wrong = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0
      ? issue.keys
      : issue.path.slice(0, 1).map(String),
  );
  const right = Object.entries(fieldsSchema.parse(given)).filter(([name]) => !wrong.includes(name));
  return {
    options: serverOptionsSchema.parse(Object.fromEntries(right)),
    wrong,
    problem: describeIssues(parsed.error),
  };
}

/** What the client has set. */
export interface ClientOptions {
  /** Takes the `initializationOptions`, bare or filed under `diffusionClassifier`. */
  initialize(params: InitializeParams): void;
  /** In force now: the newest configuration, and what was given at the start where it says nothing. */
  current(): ServerOptions;
}

/**
 * Reads the options at `initialize` and whenever the configuration changes. Options that are not as
 * expected change nothing, and the person at the editor is told which and why: refusing to start
 * would take everything else away, too.
 */
export function provideOptions(connection: Connection): ClientOptions {
  let atStart: ServerOptions = {};
  let canBeAsked = false;
  let current: ServerOptions = {};

  function read(given: unknown): ServerOptions {
    const { options, wrong, problem } = readOptions(given);
    if (problem !== undefined) {
      showMessage(
        connection,
        MessageType.Warning,
        `Diffusion Classifier: options that are not as expected change nothing: ${problem} (see docs/editors.md).`,
      );
    }
    const former = Object.entries(current).filter(([name]) => wrong.includes(name));
    return { ...atStart, ...Object.fromEntries(former), ...options };
  }

  connection.onDidChangeConfiguration(async (params) => {
    const given = filed(params?.settings);
    if (given !== undefined) {
      current = read(given);
    } else if (canBeAsked) {
      const asked: unknown = await connection.workspace.getConfiguration(section);
      current = read(asked ?? {});
    }
  });

  return {
    initialize({ initializationOptions, capabilities }) {
      canBeAsked = capabilities.workspace?.configuration === true;
      current = read(filed(initializationOptions) ?? initializationOptions ?? {});
      atStart = current;
    },
    current: () => current,
  };
}
