import { AwsClient } from 'aws4fetch';
import { Failure } from '../../failure';

/** A request that is ready to be sent. */
export interface SignedRequest {
  url: string;
  headers: Record<string, string>;
}

/** Encodes a key as S3 signs it: everything but letters, digits and `-._~`, and `/` stays. */
function encodedKey(key: string): string {
  const encode = (part: string): string =>
    encodeURIComponent(part).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return key.split('/').map(encode).join('/');
}

/** Bucket names with dots match no certificate of `BUCKET.s3...`. */
function objectUrl(bucket: string, key: string, endpoint: string | undefined, region: string) {
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${bucket}/${key}`;
  const host = `s3.${region}.amazonaws.com`;
  return bucket.includes('.')
    ? `https://${host}/${bucket}/${key}`
    : `https://${bucket}.${host}/${key}`;
}

/**
 * The signed GET request (AWS Signature Version 4) of `s3://bucket/key`, with what the usual
 * variables say: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION or
 * AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.
 *
 * @throws Failure `options-invalid` where there are no credentials; `image-not-readable`.
 */
export async function s3Request(
  uri: string,
  environment: NodeJS.ProcessEnv,
): Promise<SignedRequest> {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new Failure(
      'image-not-readable',
      `${uri} names no object: expected s3://bucket/key, with a bucket of small letters and digits.`,
      { image: uri },
    );
  }
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (!accessKeyId || !secretAccessKey) {
    throw new Failure(
      'options-invalid',
      `${uri} cannot be fetched without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of whoever reads the images: with a queue, of every worker.`,
    );
  }
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || undefined;
  const client = new AwsClient({
    ...{ accessKeyId, secretAccessKey, region },
    ...(sessionToken && { sessionToken }),
    service: 's3',
  });
  const signed = await client.sign(objectUrl(bucket, encodedKey(key), endpoint, region));
  return { url: signed.url, headers: Object.fromEntries(signed.headers) };
}
