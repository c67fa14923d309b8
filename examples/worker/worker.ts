import { webSession } from 'sojourn/web';
import { auth } from '../shared/auth.js';
import { answerRequest } from '../shared/web/answer-request.js';

const session = webSession(auth, { ipAddress: addressOf });

export default {
  async fetch(request: Request, _env: unknown, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> {
    const visit = session.open(request);
    return visit.respond(await answerRequest(request, visit, addressOf(request), (work) => context.waitUntil(work)));
  },

  /** Cloudflare calls it at the times of the cron trigger in settings.json. */
  async scheduled(): Promise<void> {
    await auth.deleteExpiredSessions();
  },
};

/** Cloudflare sets this header, whatever the client sends under its name. */
function addressOf(request: { headers: { get(name: string): string | null } }): string | undefined {
  return request.headers.get('cf-connecting-ip') ?? undefined;
}
