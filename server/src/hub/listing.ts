import * as z from 'zod';
import type { Failure } from '../failure';
import type { Expected } from './digest';
import { downloadFailed } from './downloadFailed';
import { collision, isSafePath, leadsOut } from './safePath';
import { isWanted, missingParts } from './wantedFiles';

/** A file of a repository, and what the hub says of it. */
export interface HubFile extends Expected {
  /** With slashes, as the repository has it. */
  file: string;
  size: number;
  /** What lies here under its name was found to have another content: it counts as missing. */
  isWrong?: boolean | undefined;
}

export interface Licence {
  name: string;
  url: string;
}

/** A repository at one commit. */
export interface Listing {
  /** The commit that the revision stands for now. */
  commit: string;
  licence: Licence;
  /** Those that classifying needs. */
  files: HubFile[];
}

const oid = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`, 'i'));

const answerSchema = z.object({
  sha: oid(40),
  siblings: z
    .array(
      z.object({
        rfilename: z.string().min(1).max(1_000),
        size: z.int().min(0).optional(),
        blobId: oid(40).optional(),
        lfs: z.object({ sha256: oid(64), size: z.int().min(0) }).nullish(),
      }),
    )
    .max(100_000),
  cardData: z.record(z.string(), z.unknown()).nullish(),
});

type HubAnswer = z.infer<typeof answerSchema>;

function licenceOf({ cardData }: HubAnswer, page: string): Licence {
  const { license, license_name: named, license_link: link } = cardData ?? {};
  const name = [named, license].flat().find((value) => typeof value === 'string' && value !== '');
  const isPage = typeof link === 'string' && /^https?:/.test(link) && URL.canParse(link);
  const url = isPage ? new URL(link).href : page;
  // It is shown in terminals and dialogs, and comes back as what has been accepted.
  const shown = String(name ?? '').replace(/[\s\p{C}]+/gu, ' ');
  return { name: shown.slice(0, 200).trim() || 'not stated', url: url.slice(0, 1_000) };
}

function filesOf({ siblings }: HubAnswer, repository: string): HubFile[] {
  const names = siblings.map(({ rfilename }) => rfilename);
  const wanted = siblings.filter(({ rfilename }) => isWanted(rfilename));
  const wantedNames = wanted.map(({ rfilename }) => rfilename);
  const pair = collision(wantedNames);
  const unsafe =
    names.find(leadsOut) ?? wantedNames.find((name) => !isSafePath(name)) ?? pair?.join(' and ');
  if (unsafe !== undefined) {
    throw downloadFailed(
      'unsafe-name',
      `${repository} holds a file name that cannot be written safely: ${JSON.stringify(unsafe)}. Nothing was downloaded.`,
      { repository, file: unsafe },
    );
  }
  const missing = missingParts(names);
  if (missing.length > 0) {
    throw downloadFailed(
      'no-model',
      `${repository} is no model in diffusers' ONNX layout: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing. See docs/models.md for how to export one.`,
      { repository, missing: missing.join(', ') },
    );
  }
  return wanted.map(({ rfilename: file, size, blobId, lfs }) => {
    const bytes = lfs?.size ?? size;
    if (bytes === undefined) throw garbled(repository, `it has no size for ${file}`);
    return { file, size: bytes, ...(lfs ? { sha256: lfs.sha256 } : { gitOid: blobId }) };
  });
}

export function garbled(repository: string, problem: string): Failure {
  return downloadFailed(
    'garbled',
    `The hub's listing of ${repository} cannot be understood: ${problem}. Check HF_ENDPOINT, and whether a proxy answers in its place.`,
    { repository },
  );
}

/** @throws Failure `download-failed` for an answer that is no listing, or one of no model for us. */
export function readListing(json: string, repository: string, page: string): Listing {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    throw garbled(repository, 'it is not JSON');
  }
  const parsed = answerSchema.safeParse(content);
  if (!parsed.success) {
    const { path: field, message } = parsed.error.issues[0]!;
    throw garbled(repository, `${field.join('.') || 'the whole'}: ${message}`);
  }
  return {
    commit: parsed.data.sha,
    licence: licenceOf(parsed.data, page),
    files: filesOf(parsed.data, repository),
  };
}
