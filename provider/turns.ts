/** One after the other for what has the same name, whether the one before succeeds or fails. */
export function createTurns(): <Result>(name: string, make: () => Promise<Result>) => Promise<Result> {
  const turns = new Map<string, Promise<unknown>>();
  return (name, make) => {
    const made = (turns.get(name) ?? Promise.resolve()).then(make, make);
    turns.set(name, made);
    return made;
  };
}
