import type { PictureSettings } from "../captures/captures.js";
import { ApiError } from "../errors.js";
import { largestTemplateCount } from "../limits.js";
import type { ListingView } from "../listing.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import { type TemplateOptions, Templates } from "./templates.js";

/** A template as DescribeLiveSnapshotTemplate shows it. */
export interface SnapshotTemplate {
  TemplateId: number;
  TemplateName: string;
  /** Seconds between two pictures. */
  SnapshotInterval: number;
  /** In pixels; 0: as wide as the stream. */
  Width: number;
  /** In pixels; 0: as high as the stream. */
  Height: number;
  PornFlag: number;
  CosAppId: number;
  CosBucket: string;
  CosRegion: string;
  Description: string;
  /** null: as the service has it, see `objectPath.ts`. */
  CosPrefix: string | null;
  CosFileName: string | null;
}

type Written = Request<"CreateLiveSnapshotTemplate">;

/** What is not written is set to this (tencentcloud.com/document/product/267/30834). */
const defaults = {
  SnapshotInterval: 10,
  Width: 0,
  Height: 0,
  PornFlag: 0,
  Description: "",
  CosPrefix: null,
  CosFileName: null,
};

/** The actions of snapshot templates (tencentcloud.com/document/product/267/30834, /30828). */
export class SnapshotTemplates {
  readonly all: Templates<SnapshotTemplate>;

  constructor(
    private readonly switches: Switches,
    options: TemplateOptions<SnapshotTemplate>,
  ) {
    this.all = new Templates("snapshotTemplate", options);
  }

  create(request: Written): Record<string, unknown> {
    checkBucket(request, this.switches);
    const TemplateId = this.all.add(largestTemplateCount, (TemplateId) => ({
      TemplateId,
      ...defaults,
      ...request,
      ...pathOf(request),
    }));
    return { TemplateId };
  }

  modify({ TemplateId, ...request }: Request<"ModifyLiveSnapshotTemplate">): Record<string, unknown> {
    const { modifyIntervalFrom, modifyOmitted } = this.switches;
    const before = this.all.find(TemplateId, "FailedOperation.NotFound");
    checkBucket(request, this.switches);
    if (request.SnapshotInterval !== undefined && request.SnapshotInterval < modifyIntervalFrom) {
      throw new ApiError("InvalidParameterValue", `SnapshotInterval must be at least ${modifyIntervalFrom}.`);
    }
    const kept = modifyOmitted === "kept" ? before : { ...before, ...defaults };
    this.all.change({ ...kept, ...request, ...pathOf(request) });
    return {};
  }

  describe({ TemplateId }: Request<"DescribeLiveSnapshotTemplate">, view: ListingView): Record<string, unknown> {
    return { Template: this.all.describe(TemplateId, view) };
  }

  describeAll(view: ListingView): Record<string, unknown> {
    return { Templates: this.all.describeAll(view) };
  }

  /** What a template says of the pictures now; undefined where the service goes by no such template. */
  pictureSettings(id: number): PictureSettings | undefined {
    const template = this.all.inEffect(id);
    return (
      template && {
        interval: template.SnapshotInterval,
        width: template.Width,
        height: template.Height,
        prefix: template.CosPrefix,
        fileName: template.CosFileName,
      }
    );
  }

  /** The page of this action, unlike that of callback templates, does not list FailedOperation.NotFound. */
  delete({ TemplateId }: Request<"DeleteLiveSnapshotTemplate">): Record<string, unknown> {
    this.all.remove(TemplateId, "InternalError.ConfNotFound");
    return {};
  }
}

/** A template as somebody would have clicked it together. */
export function readyMade(TemplateId: number): SnapshotTemplate {
  const cos = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
  return { TemplateId, TemplateName: `emulator-${TemplateId}`, ...defaults, ...cos };
}

/** The path as it is kept: an empty prefix or file name is none. */
function pathOf({
  CosPrefix,
  CosFileName,
}: Partial<Written>): Partial<Pick<SnapshotTemplate, "CosPrefix" | "CosFileName">> {
  return {
    ...(CosPrefix !== undefined && { CosPrefix: CosPrefix || null }),
    ...(CosFileName !== undefined && { CosFileName: CosFileName || null }),
  };
}

const bucketStates: Readonly<Record<Exclude<Switches["cos"], "ready">, readonly [string, string]>> = {
  "no-role": ["FailedOperation.CosRoleNotExists", "The account has no role that lets the service write to COS."],
  "no-bucket": ["FailedOperation.CosBucketNotExist", "The bucket does not exist."],
  "no-permission": ["FailedOperation.CosBucketNotPermission", "The service may not write to the bucket."],
};

function checkBucket({ CosBucket, CosAppId }: Pick<Written, "CosBucket" | "CosAppId">, { cos }: Switches): void {
  if (cos !== "ready") {
    const [code, message] = bucketStates[cos];
    throw new ApiError(code, message);
  }
  // The service adds the APPID to the name by itself, so this bucket would have it twice.
  if (CosBucket.endsWith(`-${CosAppId}`)) {
    throw new ApiError("FailedOperation.CosBucketNotExist", `The bucket ${CosBucket}-${CosAppId} does not exist.`);
  }
}
