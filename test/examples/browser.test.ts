import { readFile } from 'node:fs/promises';
import { Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { type Run, createDatabaseDirectory, different, examples, runExample } from './example-server.js';
import { addNotes } from './many-notes.js';
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

  /** A browser of its own, without JavaScript unless it is asked for. */
  async function openBrowser(
    viewport: { width: number; height: number },
    javaScriptEnabled = false,
  ): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ javaScriptEnabled, viewport, acceptDownloads: true });
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

  async function signUp(page: Page, person: string, email: string): Promise<void> {
    await page.goto(`${origin}/signup`);
    await page.getByLabel('Name').fill(person);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign up' }).click();
    expect(await heading(page)).toBe(`Hello, ${person}`);
  }

  async function download(page: Page, format: 'JSON' | 'ZIP') {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download my data as ${format}` }).click(),
    ]);
    return { name: file.suggestedFilename(), read: async () => readFile(await file.path()) };
  }

  async function idOf(email: string): Promise<string> {
    const [row] = await database.query(`SELECT "id" FROM "User" WHERE "email" = '${email}'`);
    return row!.id as string;
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
    await desktop.page.goto(`${origin}/account`);
    const file = await download(desktop.page, 'JSON');
    expect(file.name).toMatch(/^user-data-\d{4}-\d\d-\d\d\.json$/);
    const text = String(await file.read());
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

  if (different.includes(name)) test('sign-up, second factor with the key of the page, logout, login with password and code', async () => {
    const { context, page } = await openBrowser({ width: 360, height: 780 });
    const email = 'grace@example.com';
    await signUp(page, 'Grace', email);

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
    expect(await page.getByRole('status').filter({ hasText: 'Your second factor is on' }).count()).toBe(1);
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

  if (different.includes(name)) test('download as ZIP, the password asked again, deletion of the account', async () => {
    const { context, page } = await openBrowser({ width: 390, height: 844 });
    const email = 'edsger@example.com';
    await signUp(page, 'Edsger', email);
    await page.getByLabel('New note').fill('Simplicity');
    await page.getByRole('button', { name: 'Add note' }).click();

    // A login that is not fresh: the password first, and back to where one was.
    const userId = await idOf(email);
    const elevenMinutesAgo = new Date(Date.now() - 11 * 60 * 1000).toISOString().replace('Z', '+00:00');
    await database.query(`UPDATE "Session" SET "authenticatedAt" = '${elevenMinutesAgo}' WHERE "userId" = '${userId}'`);
    await page.getByRole('link', { name: 'Account' }).click();
    await expectNoSidewaysScroll(page);
    await page.getByRole('button', { name: 'Download my data as ZIP' }).click();
    expect(await heading(page)).toBe('Is it still you?');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Go on' }).click();
    expect(await heading(page)).toBe('Your account');
    const file = await download(page, 'ZIP');
    expect(file.name).toMatch(/^user-data-\d{4}-\d\d-\d\d\.zip$/);
    const entries = await new ZipReader(new Uint8ArrayReader(await file.read())).getEntries();
    expect(entries.map(({ filename }) => filename).sort()).toEqual([
      'export.json',
      expect.stringMatching(/^files\/notes\/\d{4}-\d\d-\d\d Simplicity\.txt$/),
      'notes.json',
      'sessions.json',
      'user.json',
    ]);

    // Deletion, with two slips first.
    await page.getByRole('link', { name: 'Delete your account' }).click();
    expect(await heading(page)).toBe('Delete your account');
    expect(await page.getByRole('listitem').allTextContents()).toContain('1 note');
    await expectNoSidewaysScroll(page);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Tick the box');
    await page.getByLabel('Password').fill('wrong');
    await page.getByLabel('Delete everything').check();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('not your password');
    await expectNoSidewaysScroll(page);
    expect(await database.query(`SELECT "text" FROM "Note" WHERE "userId" = '${userId}'`)).toEqual([{ text: 'Simplicity' }]);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Delete everything').check();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    expect(await page.getByRole('status').textContent()).toBe('Your account is deleted, with all that was in it.');
    expect(await context.cookies(origin)).toEqual([]);
    for (const [table, column] of [['User', 'id'], ['Session', 'userId'], ['Note', 'userId']]) {
      expect(await database.query(`SELECT * FROM "${table}" WHERE "${column}" = '${userId}'`)).toEqual([]);
    }
    await page.goto(`${origin}/login`);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('No account has this email and password');
  }, 60_000);

  if (different.includes(name)) test('a long download shows how far it is, where there is JavaScript', async () => {
    const { page } = await openBrowser({ width: 1280, height: 800 }, true);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await signUp(page, 'Barbara', 'barbara@example.com');
    await addNotes(database, await idOf('barbara@example.com'), 60_000, 'short');
    await page.goto(`${origin}/account`);
    const bar = page.getByRole('progressbar', { name: 'Download' });
    const status = page.locator('#download-status');
    expect(await bar.isVisible()).toBe(false);

    const [file] = await Promise.all([download(page, 'JSON'), page.getByText('of 60,000 entries so far.').waitFor()]);
    expect(await bar.isVisible()).toBe(true);
    expect(await bar.getAttribute('max')).toBe('60000');
    expect(await status.getAttribute('role')).toBe('status');
    await page.getByText('Your download is complete.').waitFor({ timeout: 60_000 });
    expect(await bar.isVisible()).toBe(false);
    const { notes } = JSON.parse(String(await file.read())) as { notes: unknown[] };
    expect(notes).toHaveLength(60_000);
    expect(complaints).toEqual([]);
  }, 120_000);

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
