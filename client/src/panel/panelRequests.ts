/** The requests that only panels make. Imported on demand, as modelRequests.ts. */
import type { CancellationToken } from 'vscode';
import * as z from 'zod';
import {
  type ExplainParams,
  ExplainRequestMessage,
  type ExplainResult,
  type Thumbnail,
  type ThumbnailParams,
  ThumbnailRequestMessage,
} from '../../../server/src/protocol';
import { checkedAnswer } from '../checkedAnswer';
import type { ProcessClient } from '../processClient';
import { explanationSchema } from '../runs/runSchemas';

const size = z.looseObject({ width: z.number(), height: z.number() });

const thumbnailSchema: z.ZodType<Thumbnail> = z.looseObject({
  data: z.string().startsWith('data:image/'),
  width: z.number(),
  height: z.number(),
  original: size,
});

export function sendThumbnail(
  client: ProcessClient,
  params: ThumbnailParams,
  token: CancellationToken,
): Promise<Thumbnail> {
  const request = client.sendRequest(ThumbnailRequestMessage.type, params, token);
  return checkedAnswer(client, thumbnailSchema, request);
}

export function sendExplain(
  client: ProcessClient,
  params: ExplainParams,
  token?: CancellationToken,
): Promise<ExplainResult> {
  const request = client.sendRequest(ExplainRequestMessage.type, params, token);
  return checkedAnswer(client, explanationSchema, request);
}
