/** Histories that once broke a rule, each as small as it could be made. */
import { equal } from "node:assert/strict";
import { tell } from "./report.js";
import type { Script } from "./steps.js";

const histories: Readonly<Record<string, Script>> = {
  "takes a window for over that ended while an equal task was looked for": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        start: -430,
        length: 17,
        streamName: "final",
        ifExists: "adopt",
      },
      {
        do: "wait",
        seconds: 8,
      },
      {
        do: "run",
        verb: "up",
        skew: -122,
        delays: [2],
      },
    ],
  },
  "does not stop again what it stopped, by a clock that is behind the one it stopped it by": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        start: 0,
        length: 86400,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
      },
      {
        do: "declare",
        name: "a",
        start: -199,
        length: 1,
        streamName: "final",
      },
      {
        do: "wait",
        seconds: 95,
      },
      {
        do: "run",
        verb: "up",
        skew: 240,
        delays: [1],
      },
      {
        do: "edit",
        name: "a",
        change: {
          ifPast: "skip",
        },
      },
    ],
  },
  "waits with an end that is out of reach though by this clock the open start has not come yet": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "b",
        length: 86400,
        streamName: "final",
        ifTooFar: "defer",
      },
      {
        do: "settle",
        refresh: false,
      },
      {
        do: "edit",
        name: "b",
        change: {
          endBy: 364,
        },
      },
      {
        do: "run",
        verb: "up",
        skew: -240,
      },
      {
        do: "rename",
        from: "a",
        to: "a",
        first: false,
      },
    ],
  },
  "takes a refused deletion for done where somebody else deleted the task a moment ago": {
    setup: {
      switches: {
        changeVisibleAfter: 1,
      },
    },
    steps: [
      {
        do: "declare",
        name: "b",
        start: 518400,
        length: 86400,
        streamName: "final",
        ifTooFar: "defer",
      },
      {
        do: "wait",
        seconds: 360,
      },
      {
        do: "run",
        verb: "up",
        skew: 240,
      },
      {
        do: "console",
        act: "delete",
        task: 0,
      },
      {
        do: "run",
        verb: "up",
        replace: "b",
      },
      {
        do: "twin",
        of: "a",
        name: "a",
      },
    ],
  },
  "does not restore again and again what is over by the clock of the service": {
    setup: {
      skew: -240,
    },
    steps: [
      {
        do: "declare",
        name: "a",
        length: 604,
        streamName: "final",
      },
      {
        do: "wait",
        seconds: 600,
      },
      {
        do: "settle",
        refresh: false,
      },
      {
        do: "console",
        act: "delete",
        task: 0,
      },
      {
        do: "declare",
        name: "c",
        length: 86070,
        streamName: "final",
      },
    ],
  },
  "keeps a running task whose start is removed and whose end moves out of reach": {
    setup: {
      switches: {
        createVisibleAfter: 1,
      },
    },
    steps: [
      {
        do: "declare",
        name: "a",
        start: 0,
        length: 86070,
        streamName: "final",
        ifTooFar: "defer",
      },
      {
        do: "run",
        verb: "up",
      },
      {
        do: "edit",
        name: "a",
        change: {
          startTime: "left out",
        },
      },
      {
        do: "edit",
        name: "a",
        change: {
          endBy: 948,
        },
      },
      {
        do: "run",
        verb: "up",
      },
      {
        do: "wait",
        seconds: 60,
      },
    ],
  },
  "knows its own task where the service moved a past start to its now and the answer was lost": {
    setup: {
      skew: -2,
      switches: {
        pastStart: "clamped",
      },
    },
    steps: [
      {
        do: "declare",
        name: "a",
        start: -1,
        length: 86070,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
        faults: [
          {
            action: "CreateScreenshotTask",
            nth: 1,
            count: 1,
            kind: "lost",
          },
        ],
      },
      {
        do: "declare",
        name: "a",
        length: 86400,
        streamName: "final",
      },
    ],
  },
  "allows what recover hands over to a run whose clock has it out of reach": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        length: 86172,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
        kill: {
          at: "saving",
          step: 1,
        },
      },
      {
        do: "run",
        verb: "up",
        skew: -240,
        recover: true,
      },
    ],
  },
  "allows what recover hands over to a run that ends at another resource's failure": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "final", ifPast: "error" },
      { do: "run", verb: "up" },
      { do: "declare", name: "b", length: 257, streamName: "final" },
      { do: "run", verb: "destroy" },
      { do: "run", verb: "up", parallel: true, kill: { at: "after", call: 4 } },
      { do: "run", verb: "up", recover: true, kill: { at: "saving", step: 1 } },
    ],
  },
  "tells the window the other way round before it takes it for over": {
    setup: {
      switches: {
        pastStart: "refused",
      },
    },
    steps: [
      {
        do: "declare",
        name: "a",
        start: -2,
        length: 40,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
        skew: -240,
      },
      {
        do: "wait",
        seconds: 10,
      },
    ],
  },
  "keeps it too where by this clock it has not begun": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        start: 0,
        length: 1,
        streamName: "final",
      },
      {
        do: "declare",
        name: "b",
        start: 0,
        length: 8913,
        streamName: "final",
        ifTooFar: "defer",
      },
      {
        do: "run",
        verb: "up",
        skew: -3,
      },
      {
        do: "edit",
        name: "b",
        change: {
          startTime: "left out",
        },
      },
      {
        do: "edit",
        name: "b",
        change: {
          endBy: 77848,
        },
      },
      {
        do: "run",
        verb: "up",
        skew: -240,
      },
    ],
  },
  "ends a task that begins while its refused stop is looked into": {
    setup: {
      switches: {
        stopScheduled: "UnsupportedOperation",
      },
    },
    steps: [
      {
        do: "declare",
        name: "a",
        start: 17,
        length: 7200,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
      },
      {
        do: "remove",
        name: "a",
      },
      {
        do: "wait",
        seconds: 15,
      },
      {
        do: "run",
        verb: "up",
      },
    ],
  },
  "says that a creation was sent twice though the second one is refused": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        start: 86400,
        length: 1,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
        faults: [
          {
            action: "CreateScreenshotTask",
            nth: 2,
            count: 1,
            kind: "frozen",
            heldFor: 0,
          },
          {
            action: "CreateScreenshotTask",
            nth: 1,
            count: 1,
            kind: "held",
            heldFor: 9,
          },
        ],
      },
    ],
  },
  "says so where the second one is one too many": {
    setup: {},
    steps: [
      {
        do: "declare",
        name: "a",
        length: 249,
        streamName: "final",
      },
      {
        do: "run",
        verb: "up",
        faults: [
          {
            action: "CreateScreenshotTask",
            nth: 1,
            count: 1,
            kind: "held",
            heldFor: 9,
          },
          {
            action: "CreateScreenshotTask",
            nth: 1,
            count: 8,
            kind: "throttled",
            heldFor: 0,
          },
        ],
      },
    ],
  },
  "stops a window of a few minutes that begins while its refused stop is looked into": {
    setup: { skew: -48, switches: { createVisibleAfter: 2, stopScheduled: "InvalidParameter" } },
    steps: [
      { do: "declare", name: "a", start: 0, length: 1, streamName: "final" },
      { do: "declare", name: "a", start: 95, length: 249, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "run", verb: "up", kill: { at: "before", call: 1 } },
      {
        do: "run",
        verb: "up",
        refresh: true,
        delays: [1],
        faults: [{ action: "CreateScreenshotTask", nth: 1, count: 1, kind: "lost", heldFor: 0 }],
      },
      { do: "run", verb: "up", replace: "a" },
    ],
  },
  "names no equal task under ifExists error that was stopped a moment ago and is listed late": {
    setup: { switches: { changeVisibleAfter: 1, omittedStart: "zero" } },
    steps: [
      { do: "declare", name: "a", length: 86164, streamName: "final", ifExists: "error", ifTooFar: "defer" },
      { do: "declare", name: "a", start: 3, length: 1, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "revert" },
      { do: "run", verb: "up" },
      { do: "rename", from: "a", to: "b", first: false },
      { do: "run", verb: "up", skew: -240 },
      { do: "revert" },
      { do: "settle", refresh: false },
    ],
  },
  "allows a fourth task of a stream to wait for its place": {
    setup: { switches: { createVisibleAfter: 1 } },
    steps: [
      { do: "declare", name: "a", length: 86275, streamName: "other" },
      { do: "run", verb: "up" },
      { do: "edit", name: "a", change: { templateId: 2 } },
      { do: "console", act: "delete", task: 3 },
      { do: "declare", name: "b", length: 81411, streamName: "other" },
      { do: "run", verb: "up" },
      { do: "console", act: "create", like: "b" },
      { do: "run", verb: "up" },
      { do: "console", act: "stop", task: 3 },
    ],
  },
  "allows what recover hands over to a program that has left its start open since": {
    setup: {},
    steps: [
      { do: "declare", name: "a", start: 599, length: 58669, streamName: "final" },
      { do: "run", verb: "up", kill: { at: "after", call: 3 } },
      { do: "edit", name: "a", change: { startTime: "left out" } },
      { do: "run", verb: "up", recover: true },
    ],
  },
  "keeps what it replaces by hand while another window of the stream fails": {
    setup: {},
    steps: [
      { do: "declare", name: "b", length: 12821, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "declare", name: "c", start: -8, length: 2, streamName: "final" },
      {
        do: "run",
        verb: "up",
        continueOnError: true,
        replace: "b",
        faults: [{ action: "CreateScreenshotTask", nth: 2, count: 1, kind: "frozen" }],
      },
    ],
  },
  "keeps what waits for its new window while another one of the stream fails": {
    setup: { runEvery: "P1D" },
    steps: [
      { do: "declare", name: "b", length: 6, streamName: "final" },
      { do: "declare", name: "a", length: 12507, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "declare", name: "a", start: 518574, length: 32883, streamName: "final" },
      {
        do: "run",
        verb: "up",
        continueOnError: true,
        replace: "b",
        faults: [{ action: "CreateScreenshotTask", nth: 1, count: 2, kind: "lost" }],
      },
    ],
  },
  "leaves what a killed replacement of a field that no listing reports has made to the script": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "final" },
      { do: "declare", name: "c", length: 7, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "edit", name: "c", change: { streamType: 1 } },
      { do: "run", verb: "up", refresh: true, kill: { at: "saving", step: 3 } },
      { do: "run", verb: "refresh" },
    ],
  },
  "waits by its own clock with an end that was moved to the edge of its reach": {
    setup: { skew: -240 },
    steps: [
      { do: "declare", name: "a", length: 672, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "declare", name: "a", length: 86195, streamName: "final" },
    ],
  },
  "does not take a resource's own task, which a clock ahead takes for over, for somebody else's": {
    setup: { switches: { omittedStart: "zero" } },
    steps: [
      { do: "declare", name: "b", start: 117, length: 9, streamName: "final", ifExists: "error" },
      { do: "run", verb: "up", skew: 240 },
      { do: "edit", name: "b", change: { startTime: "left out" } },
      { do: "run", verb: "up", skew: 213 },
    ],
  },
  "knows again what a killed run made whose clock was ahead, by a clock that is behind": {
    setup: { skew: -240 },
    steps: [
      { do: "declare", name: "a", start: 103, length: 157, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "run", verb: "destroy", kill: { at: "after", call: 2 } },
      { do: "run", verb: "up", refresh: true, skew: 240, kill: { at: "saving", step: 2 } },
      {
        do: "run",
        verb: "up",
        recover: true,
        faults: [{ action: "CreateScreenshotTask", nth: 1, count: 8, kind: "dropped" }],
      },
    ],
  },
  "leaves what a killed replacement made of a start that cannot change any more": {
    setup: { skew: 240 },
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "final" },
      { do: "declare", name: "c", start: -51, length: 301, streamName: "final" },
      { do: "run", verb: "up", skew: -240 },
      { do: "edit", name: "c", change: { startTime: "left out" } },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "settle", refresh: false },
    ],
  },
  "takes over one of the tasks that two killed runs left of one creation": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 26, streamName: "final" },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "run", verb: "up", recover: true },
    ],
  },
  "does not know again a task that the clocks cut short when it was killed": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 86070, streamName: "final" },
      { do: "edit", name: "a", change: { endBy: 600 } },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "run", verb: "up", recover: true },
    ],
  },
  "says of a task that the clocks cut short that it may exist": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 86070, streamName: "final" },
      { do: "edit", name: "a", change: { endBy: 331 } },
      {
        do: "run",
        verb: "up",
        faults: [
          { action: "CreateScreenshotTask", nth: 2, count: 1, kind: "lost" },
          { action: "DescribeScreenshotTask", nth: 1, count: 1, kind: "dropped" },
        ],
      },
    ],
  },
  "keeps a task that somebody stopped, though a killed run was to replace it for another start": {
    setup: {},
    steps: [
      { do: "declare", name: "c", start: 0, length: 604, streamName: "final", ifStopped: "keep" },
      { do: "settle", refresh: false },
      { do: "edit", name: "c", change: { startTime: "left out" } },
      { do: "console", act: "stop", task: 0 },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "run", verb: "up", refresh: true, recover: true },
    ],
  },
  "saves nothing of a step that ends beside the one in which the run is killed": {
    setup: {},
    steps: [
      { do: "declare", name: "a", start: 75, length: 2, streamName: "final", ifExists: "adopt" },
      { do: "run", verb: "up" },
      { do: "twin", of: "a", name: "b" },
      { do: "console", act: "create", like: "a" },
      { do: "run", verb: "up", parallel: true, replace: "a", skew: -240, kill: { at: "saving", step: 1 } },
      { do: "edit", name: "b", change: { startBy: 1 } },
    ],
  },
  "says that what was deleted may go on, also where it has not begun by a clock behind": {
    setup: { switches: { stopDeleted: "stops" } },
    steps: [
      { do: "declare", name: "a", length: 83, streamName: "final" },
      { do: "run", verb: "up", kill: { at: "before", call: 4 } },
      { do: "console", act: "delete", task: 0 },
      {
        do: "run",
        verb: "up",
        refresh: true,
        skew: -240,
        faults: [{ action: "StopScreenshotTask", nth: 1, count: 1, kind: "refused" }],
      },
    ],
  },
  "deletes a task that twice is said not to run, be it that it has begun since the first time": {
    setup: { switches: { stopScheduled: "InvalidParameter" } },
    steps: [
      { do: "declare", name: "a", start: 4, length: 316, streamName: "final" },
      { do: "run", verb: "up" },
      {
        do: "run",
        verb: "destroy",
        faults: [
          { action: "StopScreenshotTask", nth: 2, count: 1, kind: "refused" },
          { action: "CreateScreenshotTask", nth: 1, count: 1, kind: "lost", heldFor: 0 },
        ],
      },
    ],
  },
  "leaves to somebody else the last second of a task that a clock ahead let go of": {
    setup: { switches: { createVisibleAfter: 0 } },
    steps: [
      { do: "declare", name: "a", length: 4, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "edit", name: "a", change: { endBy: 517800 } },
      { do: "run", verb: "up", skew: 240 },
      { do: "console", act: "stop", task: 0 },
    ],
  },
  "takes over what begins within the clocks' difference by the clock of the run that does": {
    setup: { switches: { createVisibleAfter: 0 } },
    steps: [
      { do: "declare", name: "a", start: 617, length: 1, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "run", verb: "up", refresh: true, replace: "a", kill: { at: "after", call: 4 } },
      { do: "rename", from: "a", to: "b", first: false },
      { do: "run", verb: "up" },
      { do: "edit", name: "b", change: { startTime: "left out" } },
      { do: "run", verb: "up", skew: 9, recover: true },
    ],
  },
  "does not take an account that is frozen for a task that has nothing to stop": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 86070, streamName: "final" },
      { do: "run", verb: "up" },
      {
        do: "run",
        verb: "up",
        replace: "a",
        faults: [
          { action: "StopScreenshotTask", nth: 1, count: 1, kind: "refused" },
          { action: "StopScreenshotTask", nth: 1, count: 8, kind: "frozen" },
        ],
      },
    ],
  },
  "takes over one of two tasks that a creation without an answer and a killed one left": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 15, streamName: "final" },
      {
        do: "run",
        verb: "up",
        faults: [
          { action: "CreateScreenshotTask", nth: 1, count: 1, kind: "lost" },
          { action: "DescribeScreenshotTask", nth: 1, count: 1, kind: "dropped" },
        ],
      },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
      { do: "declare", name: "a", length: 86070, streamName: "final" },
      { do: "run", verb: "up", recover: true },
    ],
  },
  "leaves to the script what a killed replacement made of a task that somebody deleted and that is to stay so": {
    setup: {},
    steps: [
      { do: "declare", name: "a", start: 0, length: 21, streamName: "final", ifStopped: "keep" },
      { do: "settle", refresh: false },
      { do: "edit", name: "a", change: { startTime: "left out" } },
      { do: "console", act: "delete", task: 0 },
      { do: "run", verb: "up", kill: { at: "saving", step: 1 } },
    ],
  },
  "sees a deletion that a killed run sent after its stop a little later than the stop": {
    setup: { switches: { createVisibleAfter: 4, changeVisibleAfter: 5 } },
    steps: [
      { do: "declare", name: "a", length: 34, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "run", verb: "destroy", delays: [2, 0], kill: { at: "before", call: 3 } },
      { do: "settle", refresh: true },
    ],
  },
  "does not hand over what was deleted a moment before the creation that was killed": {
    setup: {},
    steps: [
      { do: "declare", name: "a", start: 300, length: 1, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "run", verb: "destroy" },
      { do: "run", verb: "up", skew: -240, kill: { at: "saving", step: 1 } },
      { do: "run", verb: "up", recover: true },
    ],
  },
  "stops under one name what goes on, longer, under another that is not in reach yet": {
    setup: {},
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "final" },
      { do: "declare", name: "b", length: 287, streamName: "final" },
      { do: "settle", refresh: false },
      { do: "swap", one: "b", other: "a" },
      { do: "run", verb: "up", kill: { at: "before", call: 1 } },
      { do: "edit", name: "a", change: { endBy: 86697 } },
      { do: "run", verb: "up", skew: -23 },
    ],
  },
  "reads what is over, and was moved to another stream since, by a clock that is behind": {
    setup: { skew: -240 },
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "other" },
      { do: "rename", from: "a", to: "b", first: false },
      { do: "run", verb: "up", kill: { at: "saving", step: 2 } },
      { do: "edit", name: "b", change: { streamName: "final" } },
      { do: "run", verb: "up", skew: 0 },
      { do: "settle", refresh: false },
    ],
  },
  "says of what somebody deleted while it ran that it may go on, where its stop is refused": {
    setup: { switches: { stopDeleted: "stops" } },
    steps: [
      { do: "declare", name: "a", length: 86070, streamName: "final" },
      { do: "run", verb: "up", kill: { at: "before", call: 4 } },
      { do: "console", act: "delete", task: 0 },
      {
        do: "run",
        verb: "up",
        refresh: true,
        faults: [
          { action: "StopScreenshotTask", nth: 1, count: 1, kind: "refused" },
          { action: "CreateScreenshotTask", nth: 1, count: 1, kind: "lost", heldFor: 0 },
        ],
      },
    ],
  },
  "takes for over elsewhere what somebody deleted and an earlier end was given to": {
    setup: {},
    steps: [
      { do: "declare", name: "b", length: 612, streamName: "final" },
      { do: "settle", refresh: false },
      {
        do: "run",
        verb: "up",
        faults: [{ action: "CreateScreenshotTask", nth: 1, count: 1, kind: "lost", heldFor: 0 }],
      },
      { do: "console", act: "delete", task: 0 },
      { do: "declare", name: "b", start: -61, length: 1, streamName: "final" },
      { do: "run", verb: "up", skew: 240 },
      { do: "declare", name: "b", length: 1, streamName: "final" },
      { do: "elsewhere", verb: "up" },
    ],
  },
  "says so too where the start is known by a clock that was ahead, and this one is behind": {
    setup: { skew: 240, switches: { stopDeleted: "stops" } },
    steps: [
      { do: "declare", name: "a", length: 244, streamName: "final" },
      { do: "run", verb: "up" },
      { do: "console", act: "delete", task: 0 },
      {
        do: "run",
        verb: "up",
        refresh: true,
        skew: -240,
        faults: [{ action: "StopScreenshotTask", nth: 1, count: 1, kind: "refused" }],
      },
    ],
  },
  "knows again what a killed run made in the place of what ends earlier than declared": {
    setup: { skew: -240 },
    steps: [
      { do: "declare", name: "a", length: 86070, streamName: "final", ifPast: "error" },
      { do: "run", verb: "up" },
      { do: "edit", name: "a", change: { endBy: 94 } },
      { do: "settle", refresh: false },
      { do: "run", verb: "up", refresh: true, skew: 0, kill: { at: "after", call: 4 } },
      { do: "edit", name: "a", change: { bothBy: -86155 } },
    ],
  },
  "does not forget what somebody deleted while the service takes no new one yet": {
    setup: { switches: { stopDeleted: "stops" } },
    steps: [
      { do: "declare", name: "a", length: 1, streamName: "final" },
      { do: "edit", name: "a", change: { bothBy: 86693 } },
      { do: "run", verb: "up" },
      { do: "console", act: "delete", task: 0 },
      {
        do: "run",
        verb: "up",
        refresh: true,
        skew: -18,
        faults: [{ action: "DescribeScreenshotTask", nth: 1, count: 1, kind: "short" }],
      },
    ],
  },
};

describe("a history that broke a rule once", () => {
  for (const [what, script] of Object.entries(histories)) {
    it(`breaks none: it ${what}`, async () => {
      const told = await tell(script);
      equal(told.split("\n").at(-1), "It breaks no rule.", told);
    });
  }
});
