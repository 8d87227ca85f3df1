/** The steps in which the program changes. */
import type { Properties } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../provider/window.js";
import type { Program } from "../support/program.js";
import { type History, windowOf } from "./record.js";
import type { Change, Draft, Step } from "./steps.js";

export const place = { domainName: "push.example.com", appName: "live" };

/** The program after a step that edits it. An edit that `check` refuses is one that nobody would get far with. */
export function editedProgram({ program, service }: History, step: Step): Program | undefined {
  const now = service.now();
  switch (step.do) {
    case "declare":
      return passing({ ...program, [step.name]: declare(step, now) });
    case "edit": {
      const declared = program[step.name];
      return declared && passing({ ...program, [step.name]: changed(declared, step.change) });
    }
    case "twin": {
      const declared = program[step.of];
      return declared && { ...program, [step.name]: declared };
    }
    case "rename": {
      const { [step.from]: declared, ...rest } = program;
      if (!declared || step.to in program) return undefined;
      return step.first ? { [step.to]: declared, ...rest } : { ...rest, [step.to]: declared };
    }
    case "swap": {
      const [one, other] = [program[step.one], program[step.other]];
      return one && other && { ...program, [step.one]: other, [step.other]: one };
    }
    case "remove": {
      const { [step.name]: _, ...rest } = program;
      return rest;
    }
    default:
      return undefined;
  }
}

function passing(program: Program): Program | undefined {
  return Object.values(program).every((inputs) => screenshotTask.check(inputs).failures.length === 0)
    ? program
    : undefined;
}

function declare({ start, length, streamName, templateId, ...draft }: Draft, now: number): Properties {
  const { ifExists, ifPast, ifStopped, ifTooFar } = draft;
  const from = now + (start ?? 0);
  return {
    ...place,
    streamName,
    templateId: templateId ?? 1,
    ...(start !== undefined && { startTime: formatInstant(from) }),
    endTime: formatInstant(from + length),
    ...(ifExists && { ifExists }),
    ...(ifPast && { ifPast }),
    ...(ifStopped && { ifStopped }),
    ...(ifTooFar && { ifTooFar }),
  };
}

function changed(inputs: Properties, change: Change): Properties {
  const { start, end } = windowOf(inputs);
  const moved = (by: number | undefined, at: number) => formatInstant(at + (by ?? 0));
  if ("startBy" in change) return start === undefined ? inputs : { ...inputs, startTime: moved(change.startBy, start) };
  if ("endBy" in change) return { ...inputs, endTime: moved(change.endBy, end) };
  if ("bothBy" in change) {
    return {
      ...inputs,
      ...(start !== undefined && { startTime: moved(change.bothBy, start) }),
      endTime: moved(change.bothBy, end),
    };
  }
  if ("startTime" in change) {
    const { startTime: _, ...rest } = inputs;
    return rest;
  }
  if ("spelling" in change) return { ...inputs, endTime: spelt(end, change.spelling) };
  return { ...inputs, ...change };
}

function spelt(instant: number, spelling: "+08:00" | "Unix"): string | number {
  return spelling === "Unix" ? instant : formatInstant(instant + 8 * 3600).replace("Z", "+08:00");
}
