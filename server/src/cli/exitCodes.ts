/** Exit codes of every command. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, cancelled: 130 } as const;
