import { createServer } from 'node:http';
import { nodeSession } from 'sojourn/node';
import { auth, emailOf } from './auth.js';

const session = nodeSession(auth, { allowedOrigins: ['https://example.com'] });

export const server = createServer((request, response) => {
  answer().catch(() => response.destroy());

  async function answer(): Promise<void> {
    switch (request.url) {
      case '/login':
        response.end(emailOf((await session.login(request, response, 1, { remember: false })).user));
        // @ts-expect-error the user ids are numbers
        await session.login(request, response, 'ada');
        return;
      case '/logout':
        response.end(String(await session.logout(request, response)));
        return;
      case '/export':
        await session.sendUserData(request, response, { format: 'ndjson' });
        return;
      default: {
        const { user } = await session.requireUser(request, response);
        response.end(emailOf(user));
        // @ts-expect-error not selected
        void user.passwordHash;
        // @ts-expect-error there may be no session
        void session.of(request).user;
      }
    }
  }
});
