import { type Html, html } from './html.js';

interface Frame {
  title: string;
  /** Who is logged in; `null` for nobody, left out where it is not known. */
  user?: { name: string } | null;
  /** What has just been done. */
  notice?: string | undefined;
  /** The address of a script, for what is nicer with one. */
  script?: string;
}

/** A whole page around its content. */
export function layout({ title, user, notice, script }: Frame, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Sojourn notes</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/styles.css">
${script && html`<script src="${script}" defer></script>`}
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
  <a class="brand" href="/">Sojourn notes</a>
  ${user === undefined ? null : navigation(user)}
</header>
<main id="content">
  ${notice && html`<p class="notice" role="status">${notice}</p>`}
  ${content}
</main>
</body>
</html>
`;
}

function navigation(user: { name: string } | null): Html {
  if (!user) {
    return html`<nav aria-label="Account">
    <a href="/login">Log in</a>
    <a href="/signup">Sign up</a>
  </nav>`;
  }
  return html`<nav aria-label="Account">
    <a href="/account">Account</a>
    <a href="/sessions">Your sessions</a>
    <form method="post" action="/logout"><button class="link">Log out</button></form>
  </nav>`;
}
