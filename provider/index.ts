/**
 * What `__provider` requires. The text in state names this module and an export of it, so both names stay: state that
 * was written years ago still finds them, and runs the code that is installed now.
 */
import { dynamicProvider } from "./hosts/dynamic.js";
import * as screenshotTaskResource from "./resources/screenshotTask.js";

export const screenshotTask = dynamicProvider(screenshotTaskResource, process.env);
