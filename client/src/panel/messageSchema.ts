/**
 * What a page may say. It shows names of files and labels, and is trusted no more than they are.
 * Imported on demand, as all that needs the protocol's values.
 */
import * as z from 'zod';
import {
  reviewRunParamsSchema,
  runRowsParamsSchema,
  thumbnailParamsSchema,
} from '../../../server/src/protocol';
import type { PanelAction, ToExtension } from './messages';

const actions = [
  ...['pause', 'resume', 'cancel', 'retry', 'saveReport', 'export', 'exportReviews'],
  ...['sort', 'sortReviewed', 'undoSort', 'revealFolder', 'openImage', 'revealImage'],
  ...['copyResult', 'restartServer', 'showLog'],
] as const satisfies PanelAction[];

/** Of a row: relative to the run's folder. */
const image = z.string().min(1).max(32_767);
const label = z.string().min(1).max(2_000);

const params = {
  rows: runRowsParamsSchema.omit({ run: true }),
  report: z.null(),
  image: z.strictObject({ image: image.optional() }),
  explain: z.strictObject({ image: image.optional(), labels: z.tuple([label, label]) }),
  thumbnail: z.strictObject({
    image: image.optional(),
    size: thumbnailParamsSchema.shape.size,
  }),
  review: reviewRunParamsSchema.omit({ run: true }),
  act: z.strictObject({ action: z.enum(actions), image: image.optional() }),
};

const id = z.int().min(0);

function request<M extends string, S extends z.ZodType>(method: M, schema: S) {
  return z.strictObject({
    kind: z.literal('request'),
    id,
    method: z.literal(method),
    params: schema,
  });
}

const messageSchema = z.union([
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.discriminatedUnion('method', [
    request('rows', params.rows),
    request('report', params.report),
    request('image', params.image),
    request('explain', params.explain),
    request('thumbnail', params.thumbnail),
    request('review', params.review),
    request('act', params.act),
  ]),
]);

/** The message, or undefined where it is none that a page may send. */
export function checkedMessage(message: unknown): ToExtension | undefined {
  return messageSchema.safeParse(message).data as ToExtension | undefined;
}
