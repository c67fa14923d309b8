import process from 'node:process';

/** Asks on the terminal; a cancelled question is a no. */
export async function confirm(message: string): Promise<boolean> {
  const { confirm: ask } = await import('@clack/prompts');
  return (await ask({ message, initialValue: false, output: process.stderr })) === true;
}
