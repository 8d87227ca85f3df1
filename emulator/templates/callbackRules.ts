import { ApiError } from "../errors.js";
import type { ListingView } from "../listing.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import type { CallbackTemplates } from "./callbackTemplates.js";
import { type RuleOptions, Rules } from "./rules.js";

/** The actions of callback rules (cloud.tencent.com/document/api/267/32638). */
export class CallbackRules {
  readonly all: Rules;

  constructor(
    private readonly switches: Switches,
    private readonly templates: CallbackTemplates,
    options: RuleOptions,
  ) {
    this.all = new Rules("callbackRule", options);
  }

  create({ DomainName, AppName, TemplateId }: Request<"CreateLiveCallbackRule">): Record<string, unknown> {
    const { callbackRuleTwice } = this.switches;
    this.templates.all.find(TemplateId, "InvalidParameter.ConfNotFound");
    if (this.all.get({ DomainName, AppName }) && callbackRuleTwice !== "replaced") {
      throw new ApiError(callbackRuleTwice, "The domain and application have a rule already.");
    }
    this.all.put({ DomainName, AppName }, TemplateId);
    return {};
  }

  delete({ DomainName, AppName }: Request<"DeleteLiveCallbackRule">): Record<string, unknown> {
    this.all.remove({ DomainName, AppName });
    return {};
  }

  describeAll(view: ListingView): Record<string, unknown> {
    return { Rules: this.all.describeAll(view) };
  }
}
