/** How the commands that look after a stack end, beside 0 for "all is well". A pipeline can tell the two apart. */

/** The command could not do what it was asked for: input, settings, credentials, or a service that does not answer. */
export const failedExit = 1;

/** It was done, and there is something that a person should see. */
export const foundSomething = 3;
