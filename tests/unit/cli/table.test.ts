import { equal } from "node:assert/strict";
import { formatTable } from "../../../cli/table.js";

describe("a table", () => {
  it("has columns as wide as their widest cell, two blanks apart, and no blanks at the end", () => {
    const rows = [
      ["final", "live/a"],
      ["semi-final", ""],
    ];
    equal(formatTable(["WINDOW", "STREAM"], rows), "WINDOW      STREAM\nfinal       live/a\nsemi-final");
  });

  it("counts wide characters as two, and escape sequences as none", () => {
    const rows = [
      ["决赛", "x"],
      ["\u001b[31mred\u001b[39m", "x"],
      ["four", "x"],
    ];
    equal(formatTable(["", ""], rows), "\n决赛  x\n\u001b[31mred\u001b[39m   x\nfour  x");
  });

  it("stays whole whatever a name holds", () => {
    equal(formatTable(["A", "B"], [["a\tb\nc\u0007", "x"]]), "A       B\na b c   x");
  });

  it("may have no rows", () => {
    equal(formatTable(["A", "B"], []), "A  B");
  });
});
