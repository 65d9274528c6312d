/** Entry of the language server's bundle: `node dist/server.js --node-ipc | --stdio | --socket=PORT`. */
import { serve } from './lsp';

serve(process);
