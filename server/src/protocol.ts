/**
 * Every message between a client and the server, and the schemas that check them. The command
 * line and the engine use the same schemas, so that an option means the same everywhere.
 */
import {
  NotificationType,
  ProgressType,
  RequestType,
  RequestType0,
} from 'vscode-languageserver-protocol';
import * as z from 'zod';

/** Characters. Windows has no longer paths, and other systems have shorter ones. */
const longestPath = 32_767;
/** Characters of a label or prompt: text encoders read some 300 to 2,000. */
const longestText = 2_000;

/** A path or URI: taken as it is, since a file's name may end in a space. */
const location = z
  .string()
  .min(1, 'expected at least one character')
  .max(longestPath, 'expected at most 32,767 characters');
const image = z
  .string()
  .min(1, 'expected at least one character')
  .refine((text) => text.length <= longestPath || text.startsWith('data:'), {
    error: 'expected at most 32,767 characters, or a data: URI',
  });
const nonEmpty = z
  .string()
  .trim()
  .min(1, 'expected at least one character')
  .max(longestText, 'expected at most 2,000 characters');
const count = z.int().min(1).max(1_000_000);

export const labelSchema = z.union([
  nonEmpty,
  z.strictObject({
    label: nonEmpty,
    /** What the denoiser is asked instead of the label itself; several are combined by `prompts`. */
    prompts: z.array(nonEmpty).min(1).max(1_000).optional(),
    /** Relative weight before the image is seen; weights are normalised over the labels. */
    prior: z.number().positive().finite().optional(),
  }),
]);

/** ONNX Runtime's execution providers, as the settings name them. */
export const providers = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const;
export type Provider = (typeof providers)[number];
export const providerSchema = z.enum(providers);

/** Text with `{}` where the label goes: "a photo of a {}". */
const template = nonEmpty.refine((text) => text.includes('{}'), {
  error: 'expected a text with {} where the label goes',
});

export const optionsSchema = z.strictObject({
  /** Samples (timestep and noise pairs) a label gets at most. Default: the model's own budget. */
  samples: count.optional(),
  loss: z.enum(['l2', 'l1', 'huber']).optional(),
  elimination: z.enum(['none', 'staged']).optional(),
  /** Labels (official: prompts) kept after each stage; the last is 1. */
  keep: z.array(count).min(1).max(64).optional(),
  /** Samples a remaining label has had by the end of each stage (official: of each stage's grid). */
  stages: z.array(count).min(1).max(64).optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  sampleSet: z.enum(['product', 'official']).optional(),
  /** How several prompts make one label: its best prompt's error, or the mean. Default `best`. */
  prompts: z.enum(['best', 'mean']).optional(),
  /** What makes prompts of labels, for models that read text. Default: the model's own. */
  templates: z.array(template).min(1).max(1_000).optional(),
  /** The paper's prompts of a data set by name (docs/method.md); not together with `templates`. */
  promptSet: z.string().min(1).max(100).optional(),
  /** Whether the answer holds the samples and every error. Default false. */
  trace: z.boolean().optional(),
  /** How an image becomes what the model takes (docs/method.md). Default: the model's own rule. */
  preprocessing: z.enum(['product', 'official', 'adm']).optional(),
});

export const classifyRequestSchema = z.strictObject({
  /** A `file:` URI, an absolute path or a `data:image/...;base64,` URI. */
  image,
  labels: z.array(labelSchema).min(1).max(100_000),
  /** A model id, or the folder (path or `file:` URI) of a model in diffusers layout. */
  model: location.optional(),
  options: optionsSchema.optional(),
});

const progressToken = z.union([z.string(), z.int()]);

export const classifyParamsSchema = z.strictObject({
  ...classifyRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  /** Where a {@link Standing} goes after every batch, as `$/progress`. */
  standingToken: progressToken.optional(),
  /** Interactive requests (the default) go before background ones, batch by batch. */
  priority: z.enum(['interactive', 'background']).optional(),
});

export const classifyCommandParamsSchema = z.object({
  command: z.literal('diffusionClassifier.classify'),
  /** The image; then labels and options where those of the server are not meant. */
  arguments: z.tuple([
    image,
    classifyRequestSchema.shape.labels.nullish(),
    optionsSchema.nullish(),
  ]),
  workDoneToken: progressToken.optional(),
});

/** What a client may set: `initializationOptions`, and `settings.diffusionClassifier` later on. */
export const serverOptionsSchema = z.strictObject({
  /** What an image may ask for before it is refused. Defaults: 256, 256 and 30. */
  limits: z
    .strictObject({
      /** Of the file, 10^6 bytes. */
      megabytes: z.number().positive().max(4_000).exactOptional(),
      /** Of the decoded image, 10^6 pixels. */
      megapixels: z.number().positive().max(4_000).exactOptional(),
      /** Until it is decoded. */
      seconds: z.number().positive().max(3_600).exactOptional(),
    })
    .optional(),
  /** Folder that results are kept in, null to keep them in memory. Read at the start only. */
  cacheFolder: location.nullable().optional(),
  /** What the code actions and the command of other editors classify by. Default: the model's labels. */
  labels: z.array(labelSchema).min(1).max(100_000).optional(),
  /** Of every request that names none. Default: the bundled model. */
  model: location.optional(),
  /** In the order in which they are tried; the CPU comes last unasked. Default: what the platform has. */
  providers: z.array(providerSchema).min(1).max(providers.length).optional(),
  /** Indices of the GPUs to use, each with a host of its own. Default: the first. */
  devices: z.array(z.int().min(0).max(1_023)).min(1).max(64).optional(),
  /** Whether links to images offer a code action, which runs our command. Default true. */
  codeActions: z.boolean().optional(),
  /** Whether hovers may have links that run commands of VS Code. Default false. */
  commandLinks: z.boolean().optional(),
});

export type LabelRequest = z.infer<typeof labelSchema>;
export type ClassifyOptions = z.infer<typeof optionsSchema>;
export type ClassifyRequest = z.infer<typeof classifyRequestSchema>;
export type ClassifyParams = z.infer<typeof classifyParamsSchema>;
export type ClassifyCommandParams = z.infer<typeof classifyCommandParamsSchema>;
export type ServerOptions = z.infer<typeof serverOptionsSchema>;

export interface LabelResult {
  label: string;
  /** In 0..1, summing to one over the labels; null where the model is not calibrated. */
  probability: number | null;
  /** Mean error over the label's own samples. */
  error: number;
  /** Samples this label was evaluated on. */
  samples: number;
  /** How much larger its error is than the best label's, on the samples both were evaluated on. */
  margin: number;
}

const warningCodes = [
  /** A prompt has more tokens than the text encoder reads: details `prompt`, `kept`, `model`. */
  'prompt-cut',
  /** The VAE samples its latent in the graph, the paper takes the mean: details `model`. */
  'latent-sampled',
  /** A provider was to be used and cannot be: details `provider`, `reason`, `used`. */
  'provider-fallback',
] as const;

/** Something that did not keep an answer from coming, but that whoever reads it should know. */
export const warningSchema = z.object({
  code: z.enum(warningCodes),
  /** In English; names the thing. */
  message: z.string(),
  details: z.record(z.string(), z.string()),
});
export type Warning = z.infer<typeof warningSchema>;

export interface ClassifyResult {
  /** As it was asked for: a path or a URI. */
  image: string;
  /** Id of the model. */
  model: string;
  predicted: string;
  /** Best first. */
  labels: LabelResult[];
  calibrated: boolean;
  /** Denoiser forwards: one label (prompt) at one sample is one evaluation. */
  evaluations: number;
  seconds: number;
  /** What the denoiser ran on. */
  provider?: Provider;
  /** None where there is nothing to know. */
  warnings?: Warning[];
  /** With `trace`: the samples in the order in which they were visited. */
  samples?: { index: number; timestep: number }[];
  /** With `trace`: by label, one error a sample, null where it was not evaluated. */
  errors?: Record<string, (number | null)[]>;
}

/** Where a classification stands after a batch. */
export interface Standing {
  /** Best first, those that left the race after those still in it. */
  labels: (LabelResult & { inRace: boolean })[];
  calibrated: boolean;
  evaluations: number;
  /** Evaluations when nothing more is eliminated than planned. */
  plannedEvaluations: number;
}

export interface ServerStatus {
  health: 'ok' | 'warning' | 'error';
  /** Whether no work is going on. */
  quiescent: boolean;
  message?: string;
  /** In use, once a model is loaded. */
  provider?: Provider;
  model?: string;
  /** Providers that were to be used and cannot be, each said once. */
  warnings?: Warning[];
}

/** What the server knows of a file without computing anything. */
export interface KnownParams {
  /** `file:` URI. */
  image: string;
}

/** The data of an error answer: see `failure.ts` for the codes. */
export interface FailureData {
  code: string;
  details: Record<string, string>;
}

/** Codes of error answers beside those of JSON-RPC and LSP (in the range left to applications). */
export const classifyFailed = -32001;

export namespace ClassifyRequestMessage {
  export const method = 'diffusionClassifier/classify';
  export const type = new RequestType<ClassifyParams, ClassifyResult, FailureData>(method);
}

/** The same for editors that send no requests of ours: a command of LSP, and its one name. */
export namespace ClassifyCommandMessage {
  export const method = 'workspace/executeCommand';
  export const command = 'diffusionClassifier.classify';
  export const type = new RequestType<ClassifyCommandParams, ClassifyResult, FailureData>(method);
}

/** The newest result for an image, or null: never starts work. */
export namespace KnownRequestMessage {
  export const method = 'diffusionClassifier/known';
  export const type = new RequestType<KnownParams, ClassifyResult | null, FailureData>(method);
}

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

export namespace StatusNotificationMessage {
  export const method = 'diffusionClassifier/status';
  export const type = new NotificationType<ServerStatus>(method);
}

export namespace StandingProgress {
  export const type = new ProgressType<Standing>();
}
