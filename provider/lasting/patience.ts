import { betweenListings } from "../live/listings.js";

/** Seconds, each after the other, from try to try at what is in the way: it may be gone a moment ago, or be going. */
export const laterAttempts = [1, 2, 4, betweenListings];
