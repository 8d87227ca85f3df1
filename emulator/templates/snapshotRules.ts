import { ApiError } from "../errors.js";
import type { ListingView } from "../listing.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import { type Bound, type RuleOptions, Rules } from "./rules.js";
import type { SnapshotTemplates } from "./snapshotTemplates.js";

/** The actions of snapshot rules. */
export class SnapshotRules {
  readonly all: Rules;

  constructor(
    private readonly switches: Switches,
    private readonly templates: SnapshotTemplates,
    options: RuleOptions,
  ) {
    this.all = new Rules("snapshotRule", options);
  }

  create(request: Request<"CreateLiveSnapshotRule">): Record<string, unknown> {
    const { TemplateId } = request;
    const bound = boundBy(request);
    this.templates.all.find(TemplateId, "InvalidParameter.ConfNotFound");
    if (this.all.get(bound)) {
      throw new ApiError("FailedOperation.RuleAlreadyExist", "The domain, application and stream have a rule already.");
    }
    const other = this.all
      .list()
      .find((rule) => rule.DomainName === bound.DomainName && rule.TemplateId !== TemplateId);
    if (other && this.switches.domainTemplates === "one") {
      throw new ApiError(
        "FailedOperation.RuleAlreadyExist",
        `The domain ${bound.DomainName} is bound to the template ${other.TemplateId} already.`,
      );
    }
    this.all.put(bound, TemplateId);
    return {};
  }

  delete(request: Request<"DeleteLiveSnapshotRule">): Record<string, unknown> {
    this.all.remove(boundBy(request));
    return {};
  }

  describeAll(view: ListingView): Record<string, unknown> {
    return { Rules: this.all.describeAll(view) };
  }
}

/** What a rule binds as the service reads it: an AppName that is left out or empty is `live`. */
export function boundBy({ DomainName, AppName, StreamName }: Partial<Record<keyof Bound, unknown>>): Required<Bound> {
  return { DomainName: String(DomainName), AppName: String(AppName || "live"), StreamName: String(StreamName ?? "") };
}
