import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * What clients of this server send while `act` runs: the commands that name a key with the prefix. What a
 * script does within the server is not among them. `mark` sends some command with the text it is given.
 */
export async function commandsDuring(
  url: string,
  prefix: string,
  act: () => Promise<unknown>,
  mark: (text: string) => Promise<unknown>,
): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) }).setEncoding('utf8');
  let log = '';
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (chunk = '') => {
        log += chunk;
        if (log.includes(text)) resolve();
      };
      socket.on('data', look).once('error', reject);
      look();
    });
  try {
    await once(socket, 'connect');
    const started = shows('+OK\r\n');
    socket.write('MONITOR\r\n');
    await started;
    socket.removeAllListeners('data');
    const end = `${prefix}end`;
    const ended = shows(end);
    await act();
    await mark(end);
    await ended;
  } finally {
    socket.destroy();
  }
  return log.split('\r\n').flatMap((line) => {
    const [, source, command] = /^\+[\d.]+ \[\d+ (\S+)\] "(\w+)"/.exec(line) ?? [];
    return command !== undefined && source !== 'lua' && line.includes(prefix) && !line.includes(`${prefix}end`)
      ? [command.toUpperCase()]
      : [];
  });
}
