import { Failure } from '../failure';

/** A key of a hostile file may be as long as the file; what matters is at the start. */
const longest = 500;

/** @param file relative to `folder`. */
export function modelInvalid(folder: string, file: string, problem: string): Failure {
  const short = problem.length > longest ? `${problem.slice(0, longest)}…` : problem;
  return new Failure('model-invalid', `Model ${folder}: ${file}: ${short}`, {
    folder,
    file,
    problem: short,
  });
}
