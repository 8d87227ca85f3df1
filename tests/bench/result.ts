/** A measured value and the goal that it is held against. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  readonly ok: boolean;
}

export const atMost = (name: string, value: number, unit: string, limit: number): Result => ({
  name,
  value: Number(value.toFixed(3)),
  unit,
  goal: `<= ${Number(limit.toFixed(3))}`,
  ok: value <= limit,
});

export const atLeast = (name: string, value: number, unit: string, limit: number): Result => ({
  name,
  value: Number(value.toFixed(3)),
  unit,
  goal: `>= ${Number(limit.toFixed(3))}`,
  ok: value >= limit,
});

/** What is measured for the reader, and held against nothing. */
export const told = (name: string, value: number, unit: string): Result => ({
  name,
  value: Number(value.toFixed(3)),
  unit,
  goal: "",
  ok: true,
});

export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
