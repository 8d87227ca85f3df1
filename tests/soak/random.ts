/** Draws that the same seed repeats. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  /** One of them; none where there are none. */
  pick<Item>(items: readonly Item[]): Item | undefined;
}

/** Mulberry32 (Tommy Ettinger): small, and good enough for what people do with their calendars. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return { whole, chance: (probability) => next() < probability, pick: (items) => items[whole(0, items.length - 1)] };
}
