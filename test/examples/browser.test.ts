import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { type Run, createDatabaseDirectory, examples, runExample } from './example-server.js';
import { codeOf, forgetLastCode } from './second-factor.js';

const missing = inject('missing').includes('Chromium');
const password = 'correct horse battery';

describe.skipIf(missing).each(examples)('Chromium walks through the %s example', (name) => {
  let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;
  let run: Run;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    database = await createDatabaseDirectory();
    run = runExample(name, { ...database.env, NODE_ENV: 'production' });
    [origin, browser] = await Promise.all([run.origin, launchChromium()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await run?.stop();
    await database?.remove();
  });

  /** A browser of its own, without JavaScript. */
  async function openBrowser(viewport: { width: number; height: number }): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport, acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return { context, page };
  }

  const heading = (page: Page) => page.locator('h1').textContent();

  async function expectNoSidewaysScroll(page: Page): Promise<void> {
    const width = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(width).toBeLessThanOrEqual(0);
  }

  async function sessionCookie(context: BrowserContext) {
    const cookies = await context.cookies(origin);
    return cookies.find((cookie) => cookie.name === '__Host-session');
  }

  async function logIn(page: Page): Promise<void> {
    await page.goto(`${origin}/login`);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Remember me').check();
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await heading(page)).toBe('Hello, Ada');
  }

  test('sign-up, login, reload, second browser, sign out others, download, logout, replay', async () => {
    const desktop = await openBrowser({ width: 1280, height: 800 });
    const phone = await openBrowser({ width: 390, height: 844 });

    // Sign-up, with a mistake first.
    await desktop.page.goto(`${origin}/signup`);
    await desktop.page.getByLabel('Name').fill('Ada');
    await desktop.page.getByLabel('Email').fill('ada@example.com');
    await desktop.page.getByLabel('Password').fill('short');
    await desktop.page.getByRole('button', { name: 'Sign up' }).click();
    expect(await desktop.page.getByRole('alert').textContent()).toContain('at least');
    await desktop.page.getByLabel('Password').fill(password);
    await desktop.page.getByRole('button', { name: 'Sign up' }).click();
    expect(await heading(desktop.page)).toBe('Hello, Ada');

    // Logout, login, reload.
    await desktop.page.getByRole('button', { name: 'Log out' }).click();
    expect(await sessionCookie(desktop.context)).toBeUndefined();
    await logIn(desktop.page);
    await desktop.page.reload();
    expect(await heading(desktop.page)).toBe('Hello, Ada');
    expect(await sessionCookie(desktop.context)).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });

    // A second browser; each sees both, and one marked as its own.
    await logIn(phone.page);
    await phone.page.goto(`${origin}/sessions`);
    expect(await phone.page.getByText('This one').count()).toBe(1);
    expect(await phone.page.getByRole('listitem').count()).toBe(2);
    await expectNoSidewaysScroll(phone.page);

    // The first signs out all others.
    await desktop.page.goto(`${origin}/sessions`);
    await expectNoSidewaysScroll(desktop.page);
    await desktop.page.getByRole('button', { name: 'Sign out all others' }).click();
    expect(await desktop.page.getByText('You are logged in nowhere else').count()).toBe(1);
    await phone.page.goto(`${origin}/sessions`);
    expect(await heading(phone.page)).toBe('Log in');
    expect(await sessionCookie(phone.context)).toBeUndefined();

    // Download.
    await desktop.page.goto(origin);
    const [download] = await Promise.all([
      desktop.page.waitForEvent('download'),
      desktop.page.getByRole('button', { name: 'Download my data' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^my-data-\d{4}-\d\d-\d\d\.json$/);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'sojourn.user-data/1', user: { email: 'ada@example.com' } });
    expect(text).not.toMatch(/argon2|sha256/);

    // Logout, and the old cookie again.
    const old = (await sessionCookie(desktop.context))!;
    await desktop.page.getByRole('button', { name: 'Log out' }).click();
    expect(await sessionCookie(desktop.context)).toBeUndefined();
    await desktop.context.addCookies([old]);
    await desktop.page.goto(`${origin}/sessions`);
    expect(await heading(desktop.page)).toBe('Log in');
    expect(await sessionCookie(desktop.context)).toBeUndefined();
  }, 120_000);

  test('sign-up, second factor with the key of the page, logout, login with password and code', async () => {
    const { context, page } = await openBrowser({ width: 360, height: 780 });
    const email = 'grace@example.com';
    await page.goto(`${origin}/signup`);
    await page.getByLabel('Name').fill('Grace');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();

    // Set-up, with a slip first.
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('link', { name: 'Turn on the second factor' }).click();
    await page.getByRole('button', { name: 'Show the QR code' }).click();
    expect(await page.getByRole('img', { name: /QR code/ }).locator('path').count()).toBe(1);
    await expectNoSidewaysScroll(page);
    const key = (await page.locator('#key').textContent())!;
    await page.getByRole('textbox', { name: 'Code' }).fill('12345');
    await page.getByRole('button', { name: 'Turn on' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('not right');
    expect(await page.locator('#key').textContent()).toBe(key);
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key));
    await page.getByRole('button', { name: 'Turn on' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your second factor is on');
    expect(await page.content()).not.toContain(key);
    await expectNoSidewaysScroll(page);

    // Login: the password alone gives a cookie that opens nothing.
    await page.getByRole('button', { name: 'Log out' }).click();
    await forgetLastCode(database, email);
    await page.goto(`${origin}/login`);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await heading(page)).toBe('Enter your code');
    await expectNoSidewaysScroll(page);
    expect((await context.cookies(origin)).map(({ name, httpOnly, secure }) => [name, httpOnly, secure])).toEqual([
      ['__Host-session-pending', true, true],
    ]);
    await page.goto(`${origin}/sessions`);
    expect(await heading(page)).toBe('Log in');
    await page.goto(`${origin}/login/code`);
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key));
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await heading(page)).toBe('Hello, Grace');
    expect((await context.cookies(origin)).map(({ name }) => name)).toEqual(['__Host-session']);
  }, 60_000);

  test('a form on another site is refused, whatever the browser attaches', async () => {
    const { context, page } = await openBrowser({ width: 1280, height: 800 });
    await logIn(page);
    const attacker = await context.newPage();
    // The same machine under another name is another site to the browser.
    await attacker.route('http://evil.localhost/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${origin}/sessions/end-others"><button>Win a prize</button></form>`,
      }),
    );
    await attacker.goto('http://evil.localhost/');
    const [answer] = await Promise.all([
      attacker.waitForResponse(`${origin}/sessions/end-others`),
      attacker.getByRole('button').click(),
    ]);
    expect(answer.status()).toBe(403);
    await page.reload();
    expect(await heading(page)).toBe('Hello, Ada');
  }, 60_000);
});
