import fc from "fast-check";
import { unknownValue } from "../../provider/fields.js";
import { inputs } from "../fuzz/inputs.js";
import { play } from "../fuzz/play.js";
import { tonight } from "../support/tonight.js";

describe("any inputs", () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);

  it(`are refused with the name of a field, or made and nothing else is left behind (seed ${seed})`, () =>
    fc.assert(fc.asyncProperty(inputs, inputs, play), { seed, numRuns: 1500 }));

  it("name no property as the reason of a replacement that is none of the resource's", () =>
    play(tonight, { ...tonight, startTime: undefined, __provider: unknownValue }));
});
