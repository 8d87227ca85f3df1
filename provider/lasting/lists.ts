/** The questions that answer all templates or rules of an account. */
import type { ListAction } from "./kind.js";

export const snapshotTemplates: ListAction = { action: "DescribeLiveSnapshotTemplates", answer: "Templates" };
export const snapshotRules: ListAction = { action: "DescribeLiveSnapshotRules", answer: "Rules" };
export const callbackTemplates: ListAction = { action: "DescribeLiveCallbackTemplates", answer: "Templates" };
export const callbackRules: ListAction = { action: "DescribeLiveCallbackRules", answer: "Rules" };
