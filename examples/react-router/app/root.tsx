import { type MiddlewareFunction, Outlet } from 'react-router';
import { session, visitContext } from './session.js';

/** Opens the visit of each request, and puts into the answer what the browser has to know. */
export const middleware: MiddlewareFunction<Response>[] = [
  async ({ request, context }, next) => {
    const visit = session.open(request, context);
    context.set(visitContext, visit);
    return visit.respond(await next());
  },
];

export default function Root() {
  return <Outlet />;
}
