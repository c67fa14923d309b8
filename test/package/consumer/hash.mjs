/** A round trip on a runtime made poorer before the package loads; tells by which means it hashed. */
const [runtime] = process.argv.slice(2);
if (runtime === 'without process') delete globalThis.process;
if (runtime === 'without getBuiltinModule') process.getBuiltinModule = undefined;

let webDigests = 0;
const digest = crypto.subtle.digest.bind(crypto.subtle);
crypto.subtle.digest = (...args) => {
  webDigests++;
  return digest(...args);
};

const { createAuth } = await import('sojourn');
const { memoryAdapter } = await import('sojourn/memory');

const memory = memoryAdapter();
let stored;
const adapter = { ...memory, insertSession: (row) => memory.insertSession((stored = row)) };
const auth = createAuth({ adapter });
const { token, session } = await auth.createSession('ada');
const valid = await auth.validateSession(token);
const forged = await auth.validateSession(token.slice(0, -43) + 'A'.repeat(43));
const invalidated = await auth.invalidateSession(session.id);
const after = await auth.validateSession(token);

console.log(
  JSON.stringify({
    hasProcess: 'process' in globalThis,
    webDigests,
    token,
    secretHash: stored.secretHash,
    validUser: valid.user.id,
    forged,
    invalidated,
    after,
  }),
);
