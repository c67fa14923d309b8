import { account } from '../pages/account.js';
import { confirm, confirmForm } from '../pages/confirm.js';
import { deleteAccount, deleteAccountForm } from '../pages/delete-account.js';
import { exportData, exportProgress } from '../pages/export.js';
import { health } from '../pages/health.js';
import { home } from '../pages/home.js';
import { logInCode, logInCodeForm } from '../pages/log-in-code.js';
import { logIn, logInForm } from '../pages/log-in.js';
import { logOut } from '../pages/log-out.js';
import { addNote, deleteNote } from '../pages/notes.js';
import { changePassword, passwordForm } from '../pages/password.js';
import { offerSecondFactor, secondFactor, turnOffSecondFactor, turnOnSecondFactor } from '../pages/second-factor.js';
import { endOtherSessions, endSession, sessions } from '../pages/sessions.js';
import { signUp, signUpForm } from '../pages/sign-up.js';
import type { Handler } from './visit.js';

interface Route {
  get?: Handler;
  post?: Handler;
}

/** GET changes nothing; whatever changes or exports is POST, and so has its origin checked. */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/', { get: home }],
  ['/signup', { get: signUpForm, post: signUp }],
  ['/login', { get: logInForm, post: logIn }],
  ['/login/code', { get: logInCodeForm, post: logInCode }],
  ['/logout', { post: logOut }],
  ['/notes', { post: addNote }],
  ['/notes/delete', { post: deleteNote }],
  ['/confirm', { get: confirmForm, post: confirm }],
  ['/account', { get: account }],
  ['/account/password', { get: passwordForm, post: changePassword }],
  ['/account/second-factor', { get: secondFactor }],
  ['/account/second-factor/begin', { post: offerSecondFactor }],
  ['/account/second-factor/turn-on', { post: turnOnSecondFactor }],
  ['/account/second-factor/turn-off', { post: turnOffSecondFactor }],
  ['/account/delete', { get: deleteAccountForm, post: deleteAccount }],
  ['/sessions', { get: sessions }],
  ['/sessions/end', { post: endSession }],
  ['/sessions/end-others', { post: endOtherSessions }],
  ['/export', { post: exportData }],
  ['/export/progress', { get: exportProgress }],
  ['/healthz', { get: health }],
]);

/** The longest form that is read. In bytes. */
export const longestForm = 16 * 1024;
