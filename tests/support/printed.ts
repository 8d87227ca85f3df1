/** What work writes to standard output and error, by the console or past it. None of it reaches the terminal. */
export async function printedBy(work: () => Promise<void>): Promise<string> {
  let printed = "";
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      printed += String(chunk);
      return true;
    };
  }
  try {
    await work();
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
  return printed;
}
