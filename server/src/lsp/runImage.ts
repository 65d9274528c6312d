import path from 'node:path';
import { Failure } from '../failure';
import {
  type ClassifyOptions,
  type ExplainRequest,
  ExplainRunImageRequestMessage,
  explainRunImageParamsSchema,
  type LabelRequest,
  type RunImageParams,
  RunImageRequestMessage,
  runImageParamsSchema,
} from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';
import { reportStep } from './reportStep';
import type { RunTables } from './runTables';

function nameOf(label: LabelRequest): string {
  return typeof label === 'string' ? label : label.label;
}

/** Those that an explanation goes by. */
function explaining(options: ClassifyOptions): ExplainRequest['options'] {
  const { samples, loss, seed, templates, promptSet, preprocessing, remember } = options;
  const all = { samples, loss, seed, templates, promptSet, preprocessing, remember };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `diffusionClassifier/runs/image` and `runs/explain`: one image by what its run was asked for. */
export function provideRunImage(server: Server, tables: RunTables): void {
  const { connection, engine, runs } = server;

  /**
   * The file of an image of a run, and what the run asks of it.
   *
   * @throws Failure `run-not-found`; `image-not-found` for what is no image of the run, or lies
   *   elsewhere.
   */
  async function asked({ run, image }: RunImageParams) {
    const { table } = await tables.of(run);
    const { folder, labels, model, options = {} } = await runs().request(run);
    const file = path.resolve(folder, image);
    const isBelow = file.startsWith(path.join(folder, path.sep));
    if (!isBelow || !(await table.row(image))) {
      throw new Failure(
        'image-not-found',
        `${image} is no image of run ${run}: expected one that it has classified, in ${folder}.`,
        { image, run, folder },
      );
    }
    return { image: file, labels, options, ...(model !== undefined && { model }) };
  }

  async function shown<T>(
    { image, workDoneToken }: RunImageParams,
    work: (onStep: (step: Parameters<typeof reportStep>[1]) => void) => Promise<T>,
  ): Promise<T> {
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin(`Looking at ${path.posix.basename(image)}`, 0, undefined, true);
    try {
      return await work((step) => reportStep(progress, step));
    } finally {
      progress.done();
    }
  }

  const { type: image } = RunImageRequestMessage;
  answer(server, image, runImageParamsSchema, async (params, token) => {
    const { options, ...request } = await asked(params);
    const signal = abortSignal(token);
    const result = await shown(params, (onStep) =>
      engine.classify({ ...request, options: { ...options, trace: true } }, { signal, onStep }),
    );
    return { ...result, image: params.image };
  });

  const { type: explain } = ExplainRunImageRequestMessage;
  answer(server, explain, explainRunImageParamsSchema, async (params, token) => {
    const { options, labels, ...request } = await asked(params);
    const byName = new Map(labels.map((label) => [nameOf(label), label]));
    // With the prompts that the run has for it.
    const compared = params.labels.map((label) => byName.get(nameOf(label)) ?? label);
    const signal = abortSignal(token);
    const result = await shown(params, (onStep) =>
      engine.explain(
        { ...request, labels: compared, options: explaining(options) },
        { signal, onStep },
      ),
    );
    return { ...result, image: params.image };
  });
}
