/** Imported on demand, as all that needs vscode-languageclient and the protocol's values. */
import { type ClassifyResult, KnownRequestMessage } from '../../server/src/protocol';
import { resultSchema } from './answerSchemas';
import { checkedAnswer } from './checkedAnswer';
import type { ProcessClient } from './processClient';

const knownSchema = resultSchema.nullable();

/** The newest result for an image file as it is now, or null: no work is started. */
export function sendKnown(client: ProcessClient, image: string): Promise<ClassifyResult | null> {
  const request = client.sendRequest(KnownRequestMessage.type, { image });
  return checkedAnswer(client, knownSchema, request);
}
