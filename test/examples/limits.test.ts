import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

let modules: Awaited<ReturnType<typeof loadModules>>;

/** The code of the examples, without its log. */
async function loadModules() {
  const [{ limitLogIns }, { networkOf }] = await Promise.all([
    import('../../examples/shared/limits/limit-log-ins.js'),
    import('../../examples/shared/limits/network.js'),
  ]);
  return { limitLogIns, networkOf };
}

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'silent');
  modules = await loadModules();
});

afterAll(() => vi.unstubAllEnvs());

describe('the limits of logins', () => {
  let accounts = 0;
  const newAccount = () => `account-${++accounts}@example.com`;
  const right = async () => 'user';
  const wrong = async () => null;

  async function guess(email: string, ipAddress: string, times: number): Promise<void> {
    for (let time = 1; time <= times; time++) expect(await modules.limitLogIns(email, ipAddress, wrong)).toBeNull();
  }

  const refused = expect.objectContaining({ status: 429, retryAfter: expect.any(Number) as number }) as object;

  test('many networks together guess one account ten times, and no more', async () => {
    const email = newAccount();
    for (let network = 1; network <= 10; network++) await guess(email, `192.0.2.${network}`, 1);
    await expect(modules.limitLogIns(` ${email.toUpperCase()}`, '192.0.2.11', right)).rejects.toEqual(refused);
    await guess(newAccount(), '192.0.2.11', 1);
  });

  test('one network cannot keep the owner out', async () => {
    const email = newAccount();
    await guess(email, '198.51.100.1', 5);
    for (let time = 1; time <= 20; time++) {
      await expect(modules.limitLogIns(email, '198.51.100.1', wrong)).rejects.toEqual(refused);
    }
    expect(await modules.limitLogIns(email, '198.51.100.2', right)).toBe('user');
  });

  test('where the owner has logged in before, the guesses of others keep them out from nowhere', async () => {
    const email = newAccount();
    expect(await modules.limitLogIns(email, '198.51.100.3', right)).toBe('user');
    for (let network = 1; network <= 10; network++) await guess(email, `203.0.113.${network}`, 1);
    await expect(modules.limitLogIns(email, '203.0.113.11', right)).rejects.toEqual(refused);
    expect(await modules.limitLogIns(email, '198.51.100.3', right)).toBe('user');
    // Known or not, it has five guesses.
    await guess(email, '198.51.100.3', 5);
    await expect(modules.limitLogIns(email, '198.51.100.3', right)).rejects.toEqual(refused);
  });

  test('one network guesses fifty times in all, whatever the accounts, and an IPv6 network is one', async () => {
    for (let time = 1; time <= 50; time++) await guess(newAccount(), `2001:db8:0:1::${time.toString(16)}`, 1);
    await expect(modules.limitLogIns(newAccount(), '2001:db8:0:1:ffff::', right)).rejects.toEqual(refused);
    await guess(newAccount(), '2001:db8:0:2::1', 1);
  });

  test('guesses at the same moment count while they are under way', async () => {
    const email = newAccount();
    let started = 0;
    let refusals = 0;
    let finish: (result: null) => void;
    const answer = new Promise<null>((resolve) => (finish = resolve));
    // None of them has its answer before all the others were refused.
    const guesses = Array.from({ length: 20 }, () =>
      modules
        .limitLogIns(email, '198.51.100.4', () => {
          started++;
          return answer;
        })
        .catch((error: unknown) => {
          expect(error).toEqual(refused);
          if (++refusals === 15) finish(null);
        }),
    );
    await Promise.all(guesses);
    expect([started, refusals]).toEqual([5, 15]);
  });

  test('what fails for another reason than the password does not count', async () => {
    const email = newAccount();
    const outage = async () => {
      throw new Error('the database is away');
    };
    for (let time = 1; time <= 20; time++) {
      await expect(modules.limitLogIns(email, '198.51.100.5', outage)).rejects.toThrow('away');
    }
    expect(await modules.limitLogIns(email, '198.51.100.5', right)).toBe('user');
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0:3::6', '2001:db8:1:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [null, 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(modules.networkOf(address)).toBe(network);
});
