import { betweenListings } from "../live/listings.js";

/** Seconds after a refusal at which a call is sent again, each after the other: what this process deleted may still count. */
export const laterAttempts = [1, 2, 4, betweenListings];
