/** A creation without a clear answer: when the service is asked what came of it, and how often it is sent. */

/** Seconds after the failure at which the service is asked. */
export const looks = [1, 2, 4, 8];

/** How often a creation is sent at most: before each further time the service has shown that nothing came of the last. */
export const sendings = 3;
