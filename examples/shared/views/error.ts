import { type Html, html } from './html.js';
import { layout } from './layout.js';

const explanations: Record<number, [title: string, text: string]> = {
  403: ['Not from here', 'This form was sent from another site, or your browser hid where it came from. Open the page here and try again.'],
  404: ['Not found', 'There is no page at this address.'],
  405: ['Not possible', 'This address cannot be used in this way.'],
  413: ['Too much text', 'What you sent is larger than this form takes. Go back and shorten it.'],
  500: ['Something went wrong', 'This is our fault, and we have been told. Please try again later.'],
  503: ['Back in a moment', 'The database cannot be reached right now. If you were logged in, you still are; please try again in a minute.'],
};

const otherwise: [title: string, text: string] = ['Not understood', 'That request was not complete. Go back and try again.'];

/** Says what happened without knowing who asks, since that may be what could not be found out. */
export function errorView(status: number): Html {
  const [title, text] = explanations[status] ?? otherwise;
  return layout(
    { title },
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
<p class="actions"><a class="button" href="/">Home</a></p>`,
  );
}
