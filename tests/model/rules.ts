/**
 * The rules' own numbers, written down a second time: taken from the provider, one that is wrong there would be wrong
 * here too, and nothing would be seen.
 */
import type { Window } from "../../provider/window.js";

const minute = 60;
export const day = 24 * 60 * minute;

/** How far two clocks may differ: signatures allow no more (AuthFailure.SignatureExpire). */
export const clockSkew = 5 * minute;

/** A stop so near the end is the end; so far from its start a task may or may not have begun. */
export const margin = 10 * minute;

/** Seconds between two listings that are taken for two looks. */
export const betweenListings = 8;

/** So many tasks run on a stream: https://www.tencentcloud.com/document/product/267/54799 */
export const tasksOnAStream = 3;

/** Seconds from a task's creation to its first capture, by the same page. */
export const startLead = 3;

/**
 * Whether a run by this clock makes the task: a start up to 6 days ahead, less the margin; an end up to 24 h ahead where
 * the start is left open.
 */
export function inReach({ start, end }: Window, now: number): boolean {
  return start === undefined ? end <= now + day : start <= now + 6 * day - margin;
}

/** Whether the service is to be asked: at the edge of an open start no clock decides. */
export function mayBeInReach(window: Window, now: number): boolean {
  return inReach(window, window.start === undefined ? now + clockSkew : now);
}
