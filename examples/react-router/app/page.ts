import type { LoaderFunctionArgs } from 'react-router';
import { answerRequest } from '../../shared/web/answer-request.js';
import { addressContext, visitContext } from './session.js';

/** Every page of the app: a route without a component answers with what its loader and action give. */
export function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  return answerRequest(request, context.get(visitContext), context.get(addressContext));
}

export { loader as action };
