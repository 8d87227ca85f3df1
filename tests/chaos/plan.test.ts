import { deepEqual } from "node:assert/strict";
import { planOf } from "./plan.js";
import { lineOf, type Program } from "./program.js";

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

describe("what is done to a stack, kill after kill", () => {
  it("has another program for the next run where it says that somebody edited, and nowhere else", () => {
    const wrong = seeds.flatMap((seed) =>
      planOf(seed, 200)
        .filter(({ killed, next, edited }) => edited === (listed(killed.windows) === listed(next.windows)))
        .map(({ number }) => ({ seed, number })),
    );
    deepEqual(wrong, []);
  });
});

const listed = (program: Program) => program.map(lineOf).join();
