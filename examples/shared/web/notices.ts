/** What a page may say after a redirect. The address holds the code, so nobody can put words in our mouth. */
const notices = {
  'signed-up': 'Your account is ready, and you are logged in.',
  'logged-in': 'You are logged in.',
  'logged-out': 'You are logged out.',
  'log-in-first': 'Please log in first.',
  'log-in-expired': 'That login took too long. Please log in again.',
  confirmed: 'Thank you. You can go on now.',
  'password-changed': 'Your password is changed, and all other sessions are signed out.',
  'account-deleted': 'Your account is deleted, with all that was in it.',
  'second-factor-on': 'Your second factor is on. Other sessions go on; end those that you do not recognise.',
  'second-factor-off': 'Your second factor is off. Other sessions go on; end those that you do not recognise.',
  'session-ended': 'That session is signed out.',
  'session-gone': 'That session had ended already.',
  'others-ended': 'All other sessions are signed out.',
  'note-added': 'Your note is saved.',
  'note-deleted': 'Your note is deleted.',
};

export type NoticeCode = keyof typeof notices;

export function noticeFor(code: string): string | undefined {
  return Object.hasOwn(notices, code) ? notices[code as NoticeCode] : undefined;
}
