import { InvalidArgumentError } from "commander";

/** Reads an option's list of words with commas between them, of those that there are. */
export function readWords<Word extends string>(known: readonly Word[]): (text: string) => ReadonlySet<Word> {
  return (text) =>
    new Set(
      text.split(",").map((given) => {
        const word = known.find((each) => each === given.trim());
        if (word === undefined) {
          throw new InvalidArgumentError(`There is no "${given.trim()}"; there are ${known.join(", ")}.`);
        }
        return word;
      }),
    );
}
