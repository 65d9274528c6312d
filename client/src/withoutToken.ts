/** What is traced of a message, without the token of the hub: logs are shown to others. */
export function withoutToken(text: string): string {
  return text.replace(/("token":\s*")[^"]*"/g, '$1..."');
}
