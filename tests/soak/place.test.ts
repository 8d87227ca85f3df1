import { deepEqual } from "node:assert/strict";
import { createPlace, type Edit, edits, streamNames } from "./place.js";
import { createRandom } from "./random.js";

const day = 24 * 3600;
const began = 1_800_000_000;

describe("the soak's place", () => {
  it("keeps the final of its first night in the table for a hundred days, as it was, whatever people do", () => {
    const changed = Array.from({ length: 20 }, (_, seed) => {
      const place = createPlace(createRandom(seed), { began, most: 6 });
      const first = place.table().get("final-first");
      for (let night = 0; night < 100; night += 1) {
        const now = began + night * day;
        place.announce(now + 14 * day);
        place.tidyUp(now);
        if (night > 0) for (const edit of edits) place.edit(edit as Edit, now);
      }
      return first === undefined || first !== place.table().get("final-first");
    });
    deepEqual(changed.filter(Boolean), []);
  });

  it("pushes every stream on which something is declared", () => {
    const place = createPlace(createRandom(1), { began, most: 6 });
    place.announce(began);
    deepEqual(
      [...place.table().values()].filter(({ stream }) => !streamNames.includes(stream)),
      [],
    );
  });
});
