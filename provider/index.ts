/**
 * What `__provider` requires. The text in state names this module and an export of it, so both names stay: state that
 * was written years ago still finds them, and runs the code that is installed now.
 */
import { dynamicProviders } from "./hosts/dynamic.js";
import * as callbackRuleResource from "./resources/callbackRule.js";
import * as callbackTemplateResource from "./resources/callbackTemplate.js";
import * as screenshotTaskResource from "./resources/screenshotTask.js";
import * as snapshotRuleResource from "./resources/snapshotRule.js";
import * as snapshotTemplateResource from "./resources/snapshotTemplate.js";

export const { screenshotTask, snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = dynamicProviders(
  {
    screenshotTask: screenshotTaskResource,
    snapshotTemplate: snapshotTemplateResource,
    snapshotRule: snapshotRuleResource,
    callbackTemplate: callbackTemplateResource,
    callbackRule: callbackRuleResource,
  },
  process.env,
);
