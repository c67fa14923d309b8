import { loadPeer } from '../../support/peers.js';
import type { Population } from '../../support/rows.js';
import type { Subject } from './subject.js';

interface IronSession {
  user?: { id: string; email: string };
  save(): Promise<void>;
}

type GetIronSession = (request: Request, response: Response, options: object) => Promise<IronSession>;

const options = { cookieName: 'session', password: 'a password of the benchmarks, of more than 32 characters' };

/** Session and user in an encrypted cookie, and nothing on the server: what a look-up costs where there is none. */
export async function ironSession(population: Population): Promise<Subject> {
  const { getIronSession } = await loadPeer<{ getIronSession: GetIronSession }>('iron-session');

  async function seal(userId: string): Promise<string> {
    const response = new Response();
    const session = await getIronSession(new Request('https://app.example.com/'), response, options);
    session.user = { id: userId, email: `${userId}@example.com` };
    await session.save();
    return response.headers.getSetCookie()[0]!.split(';', 1)[0]!;
  }

  return {
    name: 'iron-session',
    kind: 'reference',
    outlives: 'nothing on the server knows of it',
    stored: (number) => seal(population.row(number).userId),
    present: ({ token }) => token,
    async validate(cookie) {
      const request = new Request('https://app.example.com/', { headers: { cookie } });
      const { user } = await getIronSession(request, new Response(), options);
      return user ? user.id : null;
    },
    async create(userId) {
      const cookie = await seal(userId);
      return { id: cookie, token: cookie };
    },
    invalidate: async () => {},
  };
}
