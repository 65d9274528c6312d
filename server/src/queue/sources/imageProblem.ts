import { Failure, type FailureCode } from '../../failure';

/** What people are shown of a URL: without a password, and without a signature in its query. */
export function shownUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return url.replace(/[?#].*/, '');
  }
}

export function imageProblem(
  code: FailureCode,
  url: string,
  problem: string,
  details: Record<string, string> = {},
): Failure {
  const image = shownUrl(url);
  return new Failure(code, `${image} ${problem}`, { image, ...details });
}
