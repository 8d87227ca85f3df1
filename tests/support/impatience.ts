/** Waiting that is cut short, so that a test of silence does not last for seconds. */

/** @returns for how many milliseconds each wait was to last. */
export async function impatiently(test: () => Promise<void>): Promise<number[]> {
  const timeout = AbortSignal.timeout;
  const waits: number[] = [];
  AbortSignal.timeout = (milliseconds) => {
    waits.push(milliseconds);
    return timeout.call(AbortSignal, Math.min(milliseconds, 250));
  };
  try {
    await test();
    return waits;
  } finally {
    AbortSignal.timeout = timeout;
  }
}
