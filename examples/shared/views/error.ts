import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface Explanation {
  title: string;
  text: string;
}

const explanations: Record<number, Explanation> = {
  401: {
    title: 'Your session has changed',
    text: 'This form belonged to your session as it was before. Open the page again, and log in if you are asked to.',
  },
  403: {
    title: 'Not from here',
    text:
      'This form came from another site, or your browser hid where it came from. ' +
      'Open the page here and try again.',
  },
  404: { title: 'Not found', text: 'There is no page at this address.' },
  405: { title: 'Not possible', text: 'This address cannot be used in this way.' },
  413: { title: 'Too much text', text: 'What you sent is larger than this form takes. Go back and shorten it.' },
  429: {
    title: 'Too many attempts',
    text: 'To keep guesses out, this can only be tried so often. Nothing happened, and nothing is lost.',
  },
  500: {
    title: 'Something went wrong',
    text: 'This is our fault, and we have been told. Please try again later.',
  },
  503: {
    title: 'Back in a moment',
    text:
      'The database cannot be reached right now. If you were logged in, you still are; ' +
      'please try again in a minute.',
  },
};

const otherwise: Explanation = {
  title: 'Not understood',
  text: 'That request was not complete. Go back and try again.',
};

/** Says what happened without knowing who asks, since that may be what could not be found out. */
export function errorView(status: number, retryAfter?: number): Html {
  const { title, text } = explanations[status] ?? otherwise;
  return layout(
    { title },
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
${status === 429 && retryAfter !== undefined && html`<p>Try again in ${minutes(retryAfter)}.</p>`}
<p class="actions"><a class="button" href="/">Home</a></p>`,
  );
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? 'a minute' : `${count} minutes`;
}
