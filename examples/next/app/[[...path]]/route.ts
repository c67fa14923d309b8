import { answerRequest } from '../../../shared/web/answer-request.js';
import { clientAddress, session } from '../session.js';

/** Every page of the app. */
async function answer(request: Request): Promise<Response> {
  const visit = session.open(request);
  return visit.respond(await answerRequest(request, visit, clientAddress(request)));
}

export { answer as GET, answer as HEAD, answer as POST };
