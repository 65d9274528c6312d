import { EnvHttpProxyAgent } from 'undici';
import { Failure } from '../failure';

const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

let agent: { proxies: string; dispatcher: EnvHttpProxyAgent } | undefined;

/**
 * Connections through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name: Node 20's own
 * fetch does not look at them.
 *
 * @throws Failure `options-invalid` where such a variable holds no URL.
 */
export function connection(): EnvHttpProxyAgent {
  const proxies = variables.map((name) => process.env[name] ?? '').join(' ');
  if (agent?.proxies !== proxies) {
    try {
      agent = { proxies, dispatcher: new EnvHttpProxyAgent() };
    } catch (error) {
      throw new Failure(
        'options-invalid',
        `HTTPS_PROXY or HTTP_PROXY is not understood (${(error as Error).message}): expected a URL such as http://proxy.example:3128.`,
      );
    }
  }
  return agent.dispatcher;
}
