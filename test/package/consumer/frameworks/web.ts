import { webSession } from 'sojourn/web';
import { auth, emailOf } from './auth.js';

const session = webSession(auth);

/** As Bun, Deno and Workers call it. */
export const fetch = session.handler(async (request, visit) => {
  switch (new URL(request.url).pathname) {
    case '/login': {
      const { user } = await visit.login(1, { remember: false });
      // @ts-expect-error the user ids are numbers
      await visit.login('ada');
      return new Response(emailOf(user));
    }
    case '/logout':
      return Response.json(await visit.logout());
    case '/export':
      return (await visit.sendUserData({ format: 'ndjson' })).response;
    default: {
      const { user } = await visit.requireUser();
      // @ts-expect-error not selected
      void user.passwordHash;
      // @ts-expect-error there may be no session
      void (await visit.current()).user;
      return new Response(emailOf(user));
    }
  }
});

/** As Next.js calls a route handler, with what is in the path besides. */
export const GET = session.handler(
  async (request: Request, visit, { params }: { params: Promise<{ id: string }> }) =>
    new Response(`${emailOf((await visit.requireFresh(60_000)).user)} ${(await params).id} ${await request.text()}`),
);

/** As React Router calls a loader. */
export async function loader({ request }: { request: Request }): Promise<Response> {
  const visit = session.open(request);
  return visit.respond(new Response(emailOf((await visit.requireUser()).user)));
}

/** What the server passes beside the request. */
interface Connection {
  remoteAddress: string;
}

const behindServer = webSession(auth, { ipAddress: (_request: Request, connection: Connection) => connection.remoteAddress });

export const answer = behindServer.handler(async (_request, visit, connection) => {
  const current = await visit.current();
  return new Response((current && emailOf(current.user)) ?? connection.remoteAddress);
});

// @ts-expect-error the address is asked of the connection
void answer(new Request('https://example.com'));
