import { ProgressType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { FailureData } from './failures';
import { location, nonEmpty, progressToken } from './fields';

/** What there is to know of a model that comes with the package, is in the catalogue, or both. */
export interface ModelEntry {
  /** What requests name it by. */
  id: string;
  title: string;
  /** What it is good for. */
  description: string;
  /** Comes with the package, is on this machine, can be downloaded, or has been begun. */
  state: 'bundled' | 'downloaded' | 'partial' | 'available';
  /** Absolute path, where there is one on this machine. */
  folder?: string;
  /** Of the files still to be downloaded and of all files. */
  bytes: { missing: number; total: number };
  /** Pixels of a side of the square that it takes. */
  imageSize: number;
  /** Bytes that it takes while it runs, as far as known. */
  memory: number;
  licence: { name: string; url: string };
  /** On the hub: `owner/name` and the revision. */
  source?: { repository: string; revision: string };
  vocabulary: 'closed' | 'open';
}

export const downloadModelParamsSchema = z.strictObject({
  model: location,
  /** The name of the licence, as `models/list` says it: nothing is downloaded before it is accepted. */
  acceptLicence: nonEmpty,
  /** Of the hub, for models that are not open to all. It is sent to the hub alone and not kept. */
  token: z.string().min(1).max(1_000).optional(),
  workDoneToken: progressToken.optional(),
  /** Where a {@link DownloadState} goes as `$/progress`, a few times a second. */
  downloadToken: progressToken.optional(),
});
export const modelParamsSchema = z.strictObject({
  model: location,
  workDoneToken: progressToken.optional(),
});

export type DownloadModelParams = z.infer<typeof downloadModelParamsSchema>;
export type ModelParams = z.infer<typeof modelParamsSchema>;

export interface DownloadState {
  /** Bytes of all files of the model that are on this machine, and that there are. */
  done: number;
  total: number;
  bytesPerSecond: number;
  /** Null while the rate is not known. */
  secondsLeft: number | null;
  file: string;
}

export interface VerifiedFile {
  file: string;
  state: 'whole' | 'missing' | 'wrong-size' | 'wrong-hash' | 'no-known-hash';
}

/** The models there are. */
export namespace ListModelsRequestMessage {
  export const method = 'diffusionClassifier/models/list';
  export const type = new RequestType0<ModelEntry[], FailureData>(method);
}

/** Downloads what is missing of a model, going on where it was cut off. Answers with its folder. */
export namespace DownloadModelRequestMessage {
  export const method = 'diffusionClassifier/models/download';
  export const type = new RequestType<DownloadModelParams, { folder: string }, FailureData>(method);
}

/** Reads every file of a downloaded model and compares its size and hash. */
export namespace VerifyModelRequestMessage {
  export const method = 'diffusionClassifier/models/verify';
  export const type = new RequestType<ModelParams, VerifiedFile[], FailureData>(method);
}

/** Removes a downloaded model from this machine; what lies in the cache of Hugging Face stays. */
export namespace RemoveModelRequestMessage {
  export const method = 'diffusionClassifier/models/remove';
  export const type = new RequestType<ModelParams, { freedBytes: number }, FailureData>(method);
}

export namespace DownloadProgress {
  export const type = new ProgressType<DownloadState>();
}
