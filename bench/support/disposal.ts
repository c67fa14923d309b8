type Dispose = () => Promise<unknown>;

const open = new Set<Dispose>();

/** Has something undone at the end of the run, however it ends. Gives the way to undo it earlier. */
export function onEnd(dispose: Dispose): Dispose {
  const once = async () => {
    if (open.delete(once)) await dispose();
  };
  open.add(once);
  return once;
}

let underWay: Promise<void> | undefined;

/** Undoes whatever is still open. Once, though an interrupted script also fails as its databases vanish. */
function disposeAll(): Promise<void> {
  underWay ??= disposeInTurn();
  return underWay;
}

/** The latest first; what cannot be undone does not keep the rest from it. */
async function disposeInTurn(): Promise<void> {
  for (const dispose of [...open].toReversed()) {
    await dispose().catch((error: unknown) => {
      console.error('Left behind:', error);
      process.exitCode = 1;
    });
  }
}

/** Runs a script whose databases and files are removed also when it fails or is interrupted. */
export async function runAndDispose(script: () => Promise<void>): Promise<void> {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
    process.once(signal, () => {
      console.error(`\n${signal}: removing the databases`);
      void disposeAll().finally(() => process.exit(code));
    });
  }
  try {
    await script();
  } finally {
    await disposeAll();
  }
}
