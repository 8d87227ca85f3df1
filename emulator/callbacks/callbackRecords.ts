import { ApiError } from "../errors.js";
import { recordsKept, recordsSpan } from "../limits.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import { type Period, readPeriod, utcTime } from "../time/period.js";
import { type Delivery, kept } from "./outbox.js";

/**
 * One page of what came of callbacks, the oldest first, by the times of their events. cloud.tencent.com/document/api/267/51328
 *
 * @param forgotten what happened at this time or before may be missing.
 * @throws ApiError where it is asked for: an answer without it would say that it never was.
 */
export function callbackRecords(
  question: Request<"DescribeCallbackRecordsList">,
  { deliveries, forgotten }: { readonly deliveries: readonly Delivery[]; readonly forgotten: number | undefined },
  now: number,
  { site, callbackRecordsAfter }: Switches,
): Record<string, unknown> {
  const { StreamName, PageNum, PageSize, EventType, ResultCode } = question;
  const period = readPeriod(question, now, { kept: recordsKept, span: recordsSpan, site });
  if (forgotten !== undefined && period.from <= forgotten) {
    throw new ApiError(
      "InvalidParameter",
      `StartTime must be after ${utcTime(forgotten)}: this emulator keeps the latest ${kept} callbacks, and none of ` +
        "before is sure to be among them.",
    );
  }
  const found = deliveries
    .filter(
      (delivery) =>
        delivery.streamName === StreamName &&
        delivery.happened >= period.from &&
        delivery.happened <= period.to &&
        delivery.sent + callbackRecordsAfter <= now &&
        (EventType ?? delivery.eventType) === delivery.eventType &&
        (ResultCode ?? resultOf(delivery)) === resultOf(delivery),
    )
    .sort((a, b) => a.happened - b.happened || a.attempt - b.attempt);
  const begin = (PageNum - 1) * PageSize;
  return {
    DataInfoList: found.slice(begin, begin + PageSize).map((delivery) => describe(delivery, period)),
    PageNum,
    PageSize,
    TotalNum: found.length,
    TotalPage: Math.ceil(found.length / PageSize),
  };
}

function describe(delivery: Delivery, { write }: Period): Record<string, unknown> {
  const { happened, sent, eventType, body, response, streamName } = delivery;
  return {
    EventTime: write(happened),
    EventType: eventType,
    Request: body,
    Response: response,
    ResponseTime: write(sent),
    ResultCode: resultOf(delivery),
    StreamId: streamName,
  };
}

/** 0 is success, "others are failures", without a list: here the HTTP status, and 1 where there was no answer. */
function resultOf({ status }: Delivery): number {
  return status === 200 ? 0 : (status ?? 1);
}
