export { openTokenizer } from './openTokenizer';
export { promptSetLabels, promptSetNames } from './promptSets';
export { type PromptChoice, promptsOf } from './promptsOf';
export type { Tokenizer } from './tokenizer';
