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

/** Names of labels, or of further parents, by the parent that they are kinds of. */
export type LabelTree = { [parent: string]: string[] | LabelTree };

/** Levels of parents; a bound, so that a tree can be walked without fear of its depth. */
const deepestTree = 8;

export const labelTreeSchema = Array.from({ length: deepestTree }).reduce<z.ZodType<LabelTree>>(
  (below) => z.record(nonEmpty, z.union([z.array(nonEmpty).min(1), below])),
  z.record(nonEmpty, z.array(nonEmpty).min(1)),
);

const shortlistSchema = z.union([
  z.strictObject({
    /** A CLIP folder as published on the hub: path, `file:` URI, or name among the downloaded models. */
    model: location,
    /** Labels to keep. Default: what the folder's shortlist.json says of these labels, or 20. */
    keep: count.optional(),
  }),
  z.strictObject({
    /** Every label of the request at one place. */
    hierarchy: labelTreeSchema,
    /** Parents to keep at each level. Default: half of them, rounded up. */
    keep: count.optional(),
  }),
]);

export const optionsSchema = z.strictObject({
  /**
   * Samples (timestep and noise pairs) a label gets at most; with `racing` the grid whose winner is
   * looked for. Default: the model's own budget.
   */
  samples: count.optional(),
  loss: z.enum(['l2', 'l1', 'huber']).optional(),
  elimination: z.enum(['none', 'staged', 'racing']).optional(),
  /** Whether the error probability of a race is guaranteed or approximate. Default `approximate`. */
  racing: z.enum(['exact', 'approximate']).optional(),
  /** δ: how probably a race may end with another winner than the grid. Default 0.05. */
  delta: z.number().gt(0).lt(1).optional(),
  /** Samples that every label gets before one may leave a race. */
  minimum: count.optional(),
  /** Samples at which a race ends undecided, at most the grid. Default: the grid. */
  maximum: count.optional(),
  /** What an undecided race does: answer with the `leader` (the default), or go on to the `grid`. */
  undecided: z.enum(['leader', 'grid']).optional(),
  /** For `exact`: no difference between the errors of two labels at a sample is larger than this. */
  bound: z.number().positive().finite().optional(),
  /**
   * Whether "none of these" may be the answer, judged by the model without a label; a number is its
   * prior weight, where a label's is one on average. Default false.
   */
  noneOfThese: z.union([z.boolean(), z.number().positive().finite()]).optional(),
  /** Whether errors are taken from and put into the error store. Default true. */
  remember: z.boolean().optional(),
  /** What chooses the labels that are worth evaluating, before any is. Default: all are. */
  shortlist: shortlistSchema.optional(),
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

export const explainRequestSchema = z.strictObject({
  ...classifyRequestSchema.pick({ image: true, model: true }).shape,
  /** Two: it is explained why the first fits the image better than the second, or does not. */
  labels: z.array(labelSchema).length(2),
  options: optionsSchema
    .pick({
      samples: true,
      loss: true,
      seed: true,
      templates: true,
      promptSet: true,
      preprocessing: true,
      remember: true,
    })
    .optional(),
});

export const explainParamsSchema = z.strictObject({
  ...explainRequestSchema.shape,
  workDoneToken: progressToken.optional(),
  priority: classifyParamsSchema.shape.priority,
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
export type ExplainRequest = z.infer<typeof explainRequestSchema>;
export type ExplainParams = z.infer<typeof explainParamsSchema>;
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
  /** Whether this is "none of these", which nobody gave as a label. */
  none?: true;
}

/** How a race came to its answer. */
export interface Decision {
  /** What δ is worth: guaranteed by a non-asymptotic sequence, or by an asymptotic one. */
  rule: 'exact' | 'approximate';
  /** δ: how probably, over the random order of samples, the grid has another winner. */
  delta: number;
  /** Samples of the grid. */
  grid: number;
  /** Whether one label was left. */
  decided: boolean;
  /** The labels still in the race at its end, best first: one where it was decided. */
  inRace: string[];
  /** With `exact`: a difference beyond the declared bound was seen, so that nothing is guaranteed. */
  boundExceeded?: true;
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

/** What was left of the labels before they were compared, and what that took. */
export interface Shortlist {
  /** Id of the CLIP model that chose. */
  model?: string;
  /** Of a hierarchy: the parents that were kept, level by level. */
  parents?: string[];
  /** The labels that were compared; of CLIP the most likely first. */
  kept: string[];
  /** How many labels were not compared. They are not in `labels`, and have no probability. */
  dropped: number;
  /** Labels, or parents a level, that were to be kept; missing where that was half of the parents. */
  keep?: number;
  /** In 0..1: how often the right label was among as many on labelled images, where that is known. */
  recall?: number;
  /** Parts of the result's. */
  evaluations: number;
  seconds: number;
}

export interface ClassifyResult {
  /** As it was asked for: a path or a URI. */
  image: string;
  /** Id of the model. */
  model: string;
  predicted: string;
  /** Best first. */
  labels: LabelResult[];
  calibrated: boolean;
  /** One label (prompt) at one sample is one evaluation: a forward pass of the denoiser. */
  evaluations: number;
  /** How many of them were in the error store and cost nothing; missing in results of old versions. */
  remembered?: number;
  seconds: number;
  /** With elimination `racing`. */
  decision?: Decision;
  /** With `shortlist`. Probabilities and margins are among the labels that it kept. */
  shortlist?: Shortlist;
  /** What the denoiser ran on. */
  provider?: Provider;
  /** None where there is nothing to know. */
  warnings?: Warning[];
  /** With `trace`: the samples in the order in which they were visited. */
  samples?: { index: number; timestep: number }[];
  /** With `trace`: by label, one error a sample, null where it was not evaluated. */
  errors?: Record<string, (number | null)[]>;
}

/** Differences of errors at neighbouring timesteps, taken together. */
export interface CurvePoint {
  /** Timesteps, the first and the last of its samples, and their mean. */
  from: number;
  to: number;
  timestep: number;
  samples: number;
  /** Mean difference, and its 95% interval; null of a single sample. */
  difference: number;
  interval: [low: number, high: number] | null;
}

/**
 * Where in an image, and at which timesteps, the errors of two labels differ. Every difference is that
 * of the second label less that of the first: positive where the first explains the image better.
 */
export interface ExplainResult {
  /** As it was asked for: a path or a URI. */
  image: string;
  /** Id of the model. */
  model: string;
  labels: [string, string];
  loss: 'l2' | 'l1' | 'huber';
  /** Mean error of each label; of one with several prompts, the mean over these, too. */
  errors: [number, number];
  /** Mean difference over the samples, and its 95% interval over them; null of a single sample. */
  difference: number;
  interval: [low: number, high: number] | null;
  /** One difference a sample, in the order in which they were visited. */
  samples: { timestep: number; difference: number }[];
  /** By timestep, rising. */
  curve: CurvePoint[];
  /** Timesteps [from, to) that samples are taken from. */
  band: [number, number];
  /**
   * Mean difference in each cell of the region, row by row from the upper left. The mean over all
   * cells is `difference`. At most 128 cells a side.
   */
  map: { width: number; height: number; differences: number[] };
  /** The image as a person sees it, upright, in pixels. */
  size: { width: number; height: number };
  /** What the model sees of it, and the map covers: in these pixels, which need not be whole. */
  region: { x: number; y: number; width: number; height: number };
  /** All of them new: a map is not remembered, but its errors are. */
  evaluations: number;
  seconds: number;
  /** What the denoiser ran on. */
  provider: Provider;
  /** None where there is nothing to know. */
  warnings?: Warning[];
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

export namespace ExplainRequestMessage {
  export const method = 'diffusionClassifier/explain';
  export const type = new RequestType<ExplainParams, ExplainResult, FailureData>(method);
}

/** Classification for editors that send no requests of ours: a command of LSP, and its one name. */
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
