import process from 'node:process';

/** Lets what the app prints to stdout meanwhile go to stderr, so that stdout holds the command's answer alone. */
export async function withoutStdout<T>(work: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}
