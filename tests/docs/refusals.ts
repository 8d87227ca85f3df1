/**
 * What this package refuses or reports by itself, for docs/errors.md. A test compares it with the code: each message that
 * an error is made with is known by the words of one entry, and each entry's words are those of a message.
 */

export interface Report {
  /** Words of the message by which it is known; "…" stands for what differs. */
  readonly says: string;
  /** What it means, and what was done or not done. */
  readonly means: string;
  readonly todo: string;
}

const calendarText = "Mend the line, or export the calendar anew. The number is that of the file's line.";

export const refusals: Readonly<Record<string, readonly Report[]>> = {
  "What was declared wrongly": [
    {
      says: "is not a property",
      means:
        "The program gives a property that there is not; where only its case is wrong, the right one is named. Nothing was called.",
      todo: "Correct the name. The resource's page lists what there is.",
    },
    {
      says: "is required",
      means: "A property is missing, or is `undefined` at run time. Nothing was called.",
      todo: "Give it. Where it comes from a table or a function, look at what that gives.",
    },
    {
      says: "needs at least one address, such as",
      means: "A callback template without an address tells nobody anything. Nothing was called.",
      todo: "Give it one of the properties whose names end in `Url`.",
    },
    {
      says: "is required, and what it comes from gave no value",
      means:
        "An output of another resource, or of a function, has no value in this run. Nothing was called, and what there was before stays.",
      todo: "Look at the resource or function whose output it is. One that failed has its own error in the same run: mend that one, as what depends on it is made in the next run.",
    },
    {
      says: "A callback template needs at least one address: … Nothing was called",
      means: "The addresses are outputs, and none has a value in this run.",
      todo: "Look at the resources or functions whose outputs they are.",
    },
    {
      says: "A screenshot task's … Nothing was called.",
      means: "A property is wrong that came through an output, so that the check at preview could not see it.",
      todo: "Look at the resource or function whose output it is.",
    },
    {
      says: "has no offset, so it could mean any time zone",
      means: "A time without an offset would be another instant on another machine.",
      todo: "Write one: `2026-12-24T19:00:00+08:00`, or `…Z` for UTC.",
    },
    {
      says: "looks like milliseconds; Unix seconds are expected",
      means: "`Date.now()` and `getTime()` give milliseconds; the service counts seconds.",
      todo: "Pass `toISOString()`, or divide by 1000 and round down.",
    },
    {
      says: "has no second in it",
      means: "The end is not after the start.",
      todo: "Look at both; across midnight and across offsets the date is easily a day off.",
    },
    {
      says: "after startTime; a task takes 24 h at most",
      means: "The service takes no longer window in one task.",
      todo: "Declare several whose windows touch, or let a `CaptureSchedule` split it.",
    },
    {
      says: "cannot be imported: Pulumi's dynamic providers have no import",
      means: "`import` was set in the resource's options, or `pulumi import` was run.",
      todo: 'Declare it with `ifExists: "adopt"`, which takes over the one that is there; or read it with `get`.',
    },
  ],
  "Settings and keys": [
    {
      says: "has no setting",
      means: "A setting is misspelt in the stack's configuration or in a `Provider`. Nothing was registered.",
      todo: "`pulumi config rm tencentcloud-css:NAME`, and set the right one. [Settings](settings.md) has them all.",
    },
    {
      says: "Wrong settings, so nothing was called",
      means:
        "A setting's value is not allowed. Each is named, and where it was read: in the environment or in the configuration.",
      todo: "Correct it there. The environment wins over the configuration.",
    },
    {
      says: "is in the stack's configuration in plain text",
      means: "The engine keeps configuration in state, and this key would stand there readable.",
      todo: "Set it with `--secret`, or give keys by the environment. If it was committed, it is known: change it.",
    },
    {
      says: "Only half of the credentials is in",
      means: "There is an id without a key, or the reverse. The two always come from one place. Nothing was called.",
      todo: "Set the other one in the same place, or remove the half.",
    },
    {
      says: "that no key has in the credentials of",
      means:
        "What stands there was broken when it was copied: a line break, a blank or a quotation mark is in the middle of it.",
      todo: "Write the id, the key and the token anew in the place that the message names.",
    },
    {
      says: "No credentials for Tencent Cloud, so nothing was called",
      means: "A call is due, and there are no keys. A preview needs none.",
      todo: "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY where `pulumi up` runs. In a pipeline see whether the step that fetches them came first.",
    },
    {
      says: "The endpoint … must be https",
      means: "A signed call would go over an open line.",
      todo: "Write `https://`.",
    },
    {
      says: "is neither on this machine nor under tencentcloudapi.com",
      means:
        "Signed calls go to Tencent Cloud, to this machine, or to a host that the environment allows: a merge request can change the stack's configuration.",
      todo: "If the host is yours, set TENCENTCLOUD_CSS_ALLOWED_HOSTS where the pipeline keeps its secrets. If it is not, find out who put it there.",
    },
    {
      says: "is no address: … Nothing was called",
      means: "An address in the environment, as where STS is, cannot be read.",
      todo: "Set the variable to `https://HOST`, or leave it out.",
    },
    {
      says: "must be https; got …. Nothing was called",
      means: "Whoever answers at this address is given, or tells, what keys are: so the line must be safe.",
      todo: "Write `https://`. Only on this machine `http://` is allowed.",
    },
    {
      says: "The setting clock is … but there is no emulator behind the endpoint",
      means: "An emulator's clock is to be followed, and what answers is none. Nothing was called.",
      todo: "Take `clock` out of the settings for the cloud, or set the emulator's endpoint.",
    },
  ],
  "Where credentials come from": [
    {
      says: "expired at …, so nothing was called",
      means: "The credentials of a profile or of the environment have ended, and nothing there renews them.",
      todo: "Log in anew, or fetch new ones. If they are new, this machine's clock is wrong.",
    },
    {
      says: "There are no credentials any more in",
      means: "A run began with them, and when they were to be renewed they were gone.",
      todo: "See what removed them while the run lasted, then run again.",
    },
    {
      says: "are of account … now, but when this run began they were of account",
      means:
        "Somebody changed a profile while a run lasted, as `tccli auth login` does, and it is another account's now. What the run had goes on to its end; the others were not used.",
      todo: "Log in to the first account again, then run again; for the other account use another stack.",
    },
    {
      says: "New credentials could not be had",
      means: "Temporary credentials end, and where they came from does not answer. Each further call tries again.",
      todo: "Mend what the rest of the message names, then run again.",
    },
    {
      says: "the role must trust them, and they must be allowed sts:AssumeRole",
      means: "The role was not given.",
      todo: "Look at the role's trust policy and at the policy of the keys: [Credentials](credentials.md).",
    },
    {
      says: "There is no profile … Make it with",
      means: "A profile is named that no file has.",
      todo: "`tccli configure --profile NAME`, or name another one.",
    },
    {
      says: "There is no profile …, named by …, so nothing was called",
      means:
        "The environment names a file or a folder of credentials, and the profile is not in it. Another one that happens to be on this machine could be another account's.",
      todo: "Write the profile there, name the one that is there by TENCENTCLOUD_PROFILE, or unset the variable.",
    },
    {
      says: "names …, which is not there, so nothing was called",
      means: "TENCENTCLOUD_CREDENTIALS_FILE names a file that there is not.",
      todo: "See whether the secret is mounted where the run is, or unset the variable.",
    },
    {
      says: "is no file of credentials, so nothing was called",
      means: "A profile's file cannot be read.",
      todo: "Write it anew, or remove it.",
    },
    {
      says: "says that this machine has a role, but … has none",
      means: "A profile says that it is a machine's role, and this machine has none.",
      todo: "Run where the role is, or use another profile.",
    },
    {
      says: "Bind a role to this machine in the console",
      means: "The machine's own service for credentials does not answer, or has no role.",
      todo: "Bind a role to the machine, or give other credentials.",
    },
    {
      says: "TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME must be",
      means: "The session's name is not allowed.",
      todo: "Correct it, or leave it out.",
    },
    {
      says: "TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION must be",
      means: "A session cannot last so long, or the number is none.",
      todo: "Correct it, or leave it out: sessions are renewed as long as a run lasts.",
    },
    {
      says: "was answered without credentials",
      means: "STS answered, and gave none.",
      todo: "Run again; if it stays so, ask Tencent Cloud.",
    },
    {
      says: "but no role for it: set TENCENTCLOUD_ASSUME_ROLE_ARN",
      means: "An identity token was found that can be exchanged for a role's credentials, and no role is named.",
      todo: "Set it to the role that trusts this identity, or remove the token's variable.",
    },
    {
      says: "There is no identity token in",
      means: "The file or variable of the identity token is empty or not there.",
      todo: "See whether the runner writes it: [Credentials](credentials.md).",
    },
    {
      says: "the answer has no token",
      means: "The runner's service for identity tokens answered with something else.",
      todo: "Run again; if it stays so, look at the runner.",
    },
    {
      says: "GitHub Actions gave no identity token",
      means: "The job may not ask for one, or GitHub's service failed.",
      todo: "Give the job the permission `id-token: write`, then run it again.",
    },
  ],
  "Which account, which emulator": [
    {
      says: "Refused to …: it lives in …, but this run talks to",
      means:
        'A task remembers the account, or the emulator, that it was made in. In another one "not found" would say nothing, so nothing was called.',
      todo: "Set the keys, `accountId` and `endpoint` back; or follow [Moved to another account](runbooks/moved-to-another-account.md).",
    },
    {
      says: "Refused to …: what else this program has lives in …, but this run talks to",
      means:
        "Everything in the state that is not over lives in another account, or emulator, than the keys of this run lead to. Made here, it would be out of reach once they are right again. Nothing was made.",
      todo: "Set the keys, `accountId` and `endpoint` back; or follow [Moved to another account](runbooks/moved-to-another-account.md).",
    },
    {
      says: "accountId pins account …, but the keys belong to account",
      means: "The keys of the wrong account are in the environment. Nothing was called in it.",
      todo: "Use the keys of the pinned account, or change `accountId` if the new account is meant.",
    },
    {
      says: "accountId pins account …, but the emulator at",
      means: "The emulator stands for another account.",
      todo: "Leave `accountId` out for the emulator.",
    },
    {
      says: "Nothing answers at",
      means: "The endpoint is on this machine, and nothing listens there. Nothing was called.",
      todo: "Start the emulator again with the same `--port` and `--data`.",
    },
    {
      says: "Something listens at … and did not answer within",
      means: "A program has the endpoint's port and says nothing: an emulator that hangs, or none. Nothing was called.",
      todo: "Look which program has the port, end it, and start the emulator again.",
    },
    {
      says: "Nothing else was called, as it could be in another account",
      means: "STS, which knows whose keys these are, did not answer.",
      todo: "Run again. Where the network lets no call to it through, set TENCENTCLOUD_CSS_STS_ENDPOINT.",
    },
    {
      says: "led to …, which was not followed",
      means: "The endpoint redirects, and a signed call goes nowhere else.",
      todo: "Look at the proxy between here and the endpoint, and at the setting `endpoint`.",
    },
  ],
  "Making a task": [
    {
      says: 'it was over at …, and ifPast is "error"',
      means:
        "The window has passed, and a policy says that this is a failure. With `--continue-on-error` the others are made.",
      todo: 'Declare a later window, or take it out. With `ifPast: "skip"` it would stay in state without a task.',
    },
    {
      says: "the service takes it from … on, which is in",
      means:
        "The window is more than 6 days ahead, and `ifTooFar` is `error`. With `--continue-on-error` the others are made.",
      todo: 'Run again from then on; or set `runEvery` (or `ifTooFar: "defer"`) and let a pipeline make it in time.',
    },
    {
      says: "More than 400 days is taken for an error; check the year",
      means: "So far ahead is a typing error rather than a plan. Nothing was called for it.",
      todo: "Check the year.",
    },
    {
      says: 'is there already: …, and ifExists is "error"',
      means:
        "The account has a task of the same stream, template and window, which nobody in this run holds. None was made.",
      todo: '`ifExists: "adopt"` takes it over, `create` makes another beside it. Find out first whose it is: another stack\'s would be shared.',
    },
    {
      says: "The task may exist or not",
      means:
        "The creation got no clear answer, and nothing could be listed, or three creations left nothing. It was not sent again, so that nothing is captured twice.",
      todo: "Run `tencentcloud-css orphans`. If the task is there, run again with `TENCENTCLOUD_CSS_ADOPT=TASKID`; if not, just run again.",
    },
    {
      says: "At most three tasks run on a stream at a time: end one of them",
      means: "The stream is full, and none of the tasks is what this resource replaces. The message names them.",
      todo: "End one of them or shorten a window. If one is the one replaced, set `deleteBeforeReplace`; that loses some seconds.",
    },
    {
      says: "so the limit is the account's",
      means: "The service says that there are too many tasks, and on the stream there are not.",
      todo: "Wait until tasks of other streams are over, or ask Tencent Cloud for more.",
    },
  ],
  "Ending a task": [
    {
      says: "Kept the …: its successor failed in this run",
      means: "What was to replace this task could not be made, so it was kept: without it nothing would be captured.",
      todo: "Mend what the other resource reports, and run again. This one goes once that one exists.",
    },
    {
      says: "Kept the …: what is to capture in its place was not made in this run",
      means:
        "A new resource captures the same stream in part of this window, perhaps this one under a new name. Pulumi " +
        "skipped it, as what it depends on failed or as it was no target; without this task nothing would be captured.",
      todo: "Mend what it depends on, and run again, without `--target`. This one goes once that one exists.",
    },
    {
      says: "This site publishes neither stop nor delete",
      means: "The international site has no call that ends a task, and `ifUncancellable` is `fail`.",
      todo: "Wait until 10 minutes after its end, when it goes without a call; or set `abandon`, and it runs to its end.",
    },
  ],
  "Reading a task": [
    {
      says: "is not a task: write TASKID, or TASKID@START/END",
      means: "The second argument of `get` cannot be read.",
      todo: "Write the TaskId, `@`, and the task's window as the console shows it.",
    },
    {
      says: "It may have been deleted, or be in another account",
      means: "No listing shows the task of a `get`: all pages were read.",
      todo: "Check the TaskId, the window and the keys; or take the `get` out.",
    },
    {
      says: "cannot be read any more: the service lists a task for 90 days",
      means: "The service has forgotten the task of a `get`.",
      todo: "Take the `get` out of the program.",
    },
    {
      says: "the pages of this listing repeat, so it has no end",
      means:
        "Six listings in a row came back to a page that they had had, as when tasks come and go all the while. Nothing was concluded from them.",
      todo: "Run again.",
    },
    {
      says: "A listing was asked that holds no such window",
      means: "A mistake in this package. Nothing was concluded from it.",
      todo: "Report it with the program's window and the time of the run.",
    },
  ],
  "The state": [
    {
      says: "This state was written by a newer release",
      means: "What it means is not known to this release, so nothing was called.",
      todo: "Install at least the release that wrote it. State of older releases is read.",
    },
    {
      says: "The state's … is damaged",
      means: "Somebody edited the state by hand, or a file was cut off.",
      todo: "Take the last good one, of Pulumi Cloud by `pulumi stack export --version N`, of a folder or bucket its `.bak` or its history, and `pulumi stack import` it; or repair the value.",
    },
  ],
  "The commands": [
    {
      says: "There is nothing to read. Name a file, or pipe",
      means: "The command reads a stack's export, and nothing came: without a pipe, or from a `pulumi` that failed.",
      todo: "`pulumi stack export | npx pulumi-tencentcloud-css status`. In a script, `set -o pipefail` shows whose failure it was.",
    },
    {
      says: "is not a stack's export",
      means: "What came is no JSON, or that of something else.",
      todo: "Make it with `pulumi stack export`.",
    },
    {
      says: "In this export of … is encrypted",
      means: "A property that the command needs is a secret of the stack.",
      todo: "Export with `--show-secrets`, through a pipe and never into a file.",
    },
    {
      says: "In this export the setting … is encrypted",
      means: "A setting that the command needs is a secret of the stack.",
      todo: "Export with `--show-secrets`, or give the setting by the environment.",
    },
    {
      says: "This site publishes no DescribeScreenshotTask",
      means: "The international site lists no tasks.",
      todo: "Compare with the console.",
    },
  ],
  "A schedule's source": [
    {
      says: "one of `windows`, `calendar` and `cron` says when, and no two of them",
      means: "A schedule has one source.",
      todo: "Make a `CaptureSchedule` for each.",
    },
    {
      says: "windows must be a list",
      means: "`windows` is no array.",
      todo: "Write `windows: [{ name, startTime, endTime }]`.",
    },
    {
      says: "What else it has is declared, what the program would declare after it is not, and nothing is deleted",
      means:
        "Something in the schedule's source is wrong, as the rest of the message says. What is right in it was made all the same.",
      todo: "Mend the source, and run again. Where a program has several schedules, catch what each throws and throw at the end, as `examples/inspection` does.",
    },
    {
      says: "must be an object with",
      means: "A part of the arguments is no object: a path for `calendar`, say, in place of `{ file }`.",
      todo: "Write it as the message shows.",
    },
    {
      says: "is what the schedule's source says; leave it out",
      means: "`capture` has a `startTime` or an `endTime`, which each window has for itself.",
      todo: "Take it out of `capture`.",
    },
    {
      says: "capture.streamName gives no stream for",
      means: "Neither the window nor `capture.streamName` names a stream for this event.",
      todo: "Have the function give a name for each event; throw in it for what it does not know.",
    },
    {
      says: "filter must say true or false, and gave",
      means: "The program's own function gave something else.",
      todo: "Have it give `true` for what is to be captured, and `false` for the rest.",
    },
    {
      says: "failed for",
      means: "The program's own function, `capture.streamName` or `filter`, threw, and its message follows.",
      todo: "Mend the function, or the event that it does not expect.",
    },
    {
      says: "would both be named",
      means: "Two windows would have one name, and so one task.",
      todo: "Give each a name, or a UID, of its own.",
    },
    {
      says: "which is more than 400 days: check its end",
      means: "An event lasts longer than any plan.",
      todo: "Check its end.",
    },
    {
      says: "days counts from …now",
      means: "A `CaptureSchedule` never reads the clock, so the program says from when on days are counted.",
      todo: "Pass `now: new Date()`.",
    },
    { says: "until must be after …from", means: "The horizon is empty.", todo: "Look at both." },
  ],
  Cron: [
    {
      says: "cron has no end",
      means: "An expression comes for ever, and each time is a resource.",
      todo: "Give `until`, or `days` and `now`. The next run goes on from there.",
    },
    { says: "cron has no beginning", means: "There is neither `from` nor `now`.", todo: "Pass `now: new Date()`." },
    { says: "never comes", means: "No date fits the expression, as the 31st of February.", todo: "Correct it." },
    {
      says: "bring that nearer",
      means:
        "More than 10,000 times lie between `now`, or `from` without it, and the horizon: seconds may stand where minutes are meant.",
      todo: "Count the expression's fields, or bring `until` or `days` nearer.",
    },
    {
      says: "cron.zone must be a time zone of the IANA database",
      means: "The zone is not known. Abbreviations and offsets have no clock changes.",
      todo: "Write it like `Europe/Berlin`.",
    },
    {
      says: "cron.expression must be like",
      means: "The expression cannot be read; what is wrong with it follows.",
      todo: "Write minute, hour, day of the month, month and day of the week.",
    },
    {
      says: "instead of 5 or 6 fields",
      means: "The expression has too few or too many fields.",
      todo: "Five, or six with seconds before them.",
    },
  ],
  "A calendar": [
    { says: "calendar needs one of `file` and `text`", means: "There is neither, or both.", todo: "Give one." },
    {
      says: "it cannot be read, seen from",
      means: "The file is not there, or may not be read. Paths count from the folder in which the program runs.",
      todo: "Check the path; in a pipeline, whether the file is checked out.",
    },
    {
      says: "there is no BEGIN:VCALENDAR in it",
      means: "It is no calendar: an HTML page of a login, perhaps.",
      todo: "Look at the file, and at what downloads it.",
    },
    { says: "is no property of a calendar (NAME:value)", means: "A line cannot be read.", todo: calendarText },
    {
      says: "begins a … outside of a VCALENDAR",
      means: "The file's parts do not lie in each other.",
      todo: calendarText,
    },
    {
      says: "lies outside of a VCALENDAR",
      means: "There is something before or after the calendar.",
      todo: calendarText,
    },
    { says: "ends a …, but line … began a", means: "An END does not fit its BEGIN.", todo: calendarText },
    { says: "begins a … that never ends", means: "The file was cut off.", todo: calendarText },
    { says: "cannot be read (", means: "A value cannot be read.", todo: calendarText },
    { says: "a second time for what line", means: "A property stands twice that there is once.", todo: calendarText },
    { says: "has no time that exists, like", means: "A date or time cannot be read.", todo: calendarText },
    { says: "has no duration like PT2H", means: "A duration cannot be read.", todo: calendarText },
    { says: "has no offset like +0100", means: "A zone of the calendar's own has a bad offset.", todo: calendarText },
    {
      says: "without DTSTART, TZOFFSETFROM or TZOFFSETTO",
      means: "A zone of the calendar's own lacks what it needs.",
      todo: calendarText,
    },
    {
      says: "begins a VTIMEZONE with neither STANDARD nor DAYLIGHT",
      means: "A zone of the calendar's own says nothing.",
      todo: calendarText,
    },
    {
      says: "which is none of the IANA database, and the calendar has no VTIMEZONE of that name",
      means: "An event is in a zone that nobody explains.",
      todo: "Export the calendar with its zones, or rename the zone to an IANA one.",
    },
    {
      says: "has a time without a zone; say with calendar.zone which one is meant",
      means: "The time would be another one in another place.",
      todo: "Set `zone`.",
    },
    {
      says: "has no UID, so its task could have no name that stays",
      means: "Without a UID a moved event could not be told from a new one.",
      todo: "Give the event a UID.",
    },
    { says: "has no DTSTART", means: "The event does not say when.", todo: "Give it a start." },
    { says: "has both DTEND and DURATION", means: "Its end is said twice.", todo: "Take one out." },
    { says: "ends before it starts", means: "Start and end may be exchanged.", todo: "Correct them." },
    {
      says: "has a time and a whole day for its start and end",
      means: "One of the two is a day without a time.",
      todo: "Give the event times at both ends.",
    },
    {
      says: "lasts whole days",
      means: "A capture needs a time of day.",
      todo: "Give the event times; or cancel it, as cancelled events are left out.",
    },
    {
      says: "have one UID, and neither SEQUENCE nor DTSTAMP says which is the newer",
      means: "Two events claim to be one.",
      todo: "Give each its own UID, or the newer one a higher SEQUENCE.",
    },
    {
      says: "an exception whose RECURRENCE-ID is no start of its series",
      means:
        "A moved recurrence is not in its series any more: the series ends earlier, begins at another time, or has an EXDATE.",
      todo: "Nothing, if it was called off. Else give the series that start again.",
    },
    { says: "has an EXRULE", means: "RFC 5545 took these out.", todo: "Write the exceptions as EXDATE." },
    {
      says: "recurs for ever",
      means: "Its rule has no end, and each time is a resource.",
      todo: "Give `until`, or `now` and `days`; or the rule an UNTIL or COUNT.",
    },
    { says: "has an RDATE of whole days", means: "A capture needs a time of day.", todo: "Give it times." },
    {
      says: "has a rule that cannot be followed",
      means: "The RRULE is wrong; why stands in brackets.",
      todo: calendarText,
    },
    {
      says: "has a rule that comes more than",
      means: "The rule makes more events than anybody captures.",
      todo: "Look at its FREQ, or bring the horizon nearer.",
    },
    { says: "which means nothing", means: "A part of the RRULE is not known.", todo: calendarText },
  ],
  "Templates and rules": [
    {
      says: "which it is to bind from ",
      means: "A rule is to have another template, and there is none of that id. The rule was left as it is.",
      todo: "Declare a template that exists, or the `templateId` of one that the program declares.",
    },
    {
      says: "that was there had been deleted for it, and",
      means:
        "A rule cannot be changed, so it was deleted to be made again with its new template, and that was refused. Then it was made again as it was; where that failed too, the message says that there is none now.",
      todo: "Mend what the message begins with, and run again.",
    },
    {
      says: "is held by another resource of this program",
      means: "Two resources declare the same template name, or the same rule. Nothing was made.",
      todo: 'Declare it once. Where the resource only got a new name, give it `aliases: [{ name: "old" }]`.',
    },
    {
      says: 'is there already (…), …, and ifExists is "error"',
      means:
        "Something of the same name or key was there before this run, made by hand, by another stack or by a killed run. Nothing was made or changed.",
      todo: 'Take it over with `ifExists: "adopt"`; after a killed run rather with what `tencentcloud-css recover` prints. Or choose another name.',
    },
    {
      says: "There are several: …",
      means: "The service takes a name twice, so `adopt` cannot tell which one is meant. Nothing was changed.",
      todo: "Name one in TENCENTCLOUD_CSS_ADOPT, for one run, or delete the others.",
    },
    {
      says: "It may exist or not; …. Run again: should … be there by then",
      means: "A creation got no clear answer, and listings do not show what came of it.",
      todo: "Run again. If it is there, the next run names it.",
    },
    {
      says: "a resource that is to take its place failed in this run",
      means: "The old one was not deleted, as the new one could not be made.",
      todo: "Mend what the new one reports.",
    },
    {
      says: "a resource that is to take its place was not made in this run",
      means: "A new one of the same name or key was skipped, as what it depends on failed or as it was no target.",
      todo: "Mend what it depends on, and run again, without `--target`; or tell Pulumi of a new name with `aliases`.",
    },
    {
      says: "There is no … …; there",
      means: "`get` names a template or rule that does not exist in this account.",
      todo: "Take one of those that the message names, or check the account.",
    },
    {
      says: "… The … (…) was kept. …",
      means: "A template is used by rules, so the service does not delete it. Nothing was deleted.",
      todo: "Delete the rules that are named first. Where the key may not list rules, the message says so instead.",
    },
    {
      says: "… Only the mainland site has …",
      means:
        "The international site, which is the default, does not know a parameter that a callback template was declared with.",
      todo: "Leave the property out; or set `site` to `mainland`, where the account is of that site.",
    },
    {
      says: "Kept the … and would take no picture without it",
      means:
        "Tasks that are not over name this snapshot template, in this stack or elsewhere. The service would delete it all the same, and they would take no picture. Nothing was deleted.",
      todo: "Remove those tasks or give them another `templateId`, and run again; or declare the template with `retainOnDelete`. `tencentcloud-css tasks` lists all of them.",
    },
    {
      says: "as it could not be asked whether tasks use it",
      means: "The service did not answer, so the template was not deleted: a task may need it.",
      todo: "Run again once it answers.",
    },
    {
      says: "and the service would take the task and then no picture, so it was not made",
      means: "`templateId` names no snapshot template of this account. The service would accept it silently.",
      todo: "Declare one of those that are named, or a `SnapshotTemplate`; `ifTemplateMissing: ignore` turns the check off.",
    },
  ],
};

/** Lines of a run that did not fail. */
export const notices: Readonly<Record<string, readonly Report[]>> = {
  "In most runs": [
    {
      says: "Screenshot windows without a task",
      means: "How many windows are deferred, skipped and missed, and from when on the next one can be made.",
      todo: "Nothing for what is deferred, as long as runs come.",
    },
    {
      says: "Missed, as no run came while it was in reach",
      means: "A deferred window passed without a task. It is lost.",
      todo: "See why no run came: [The pipeline was broken for a week](runbooks/pipeline-was-broken-for-a-week.md).",
    },
    {
      says: "Over for less than twice runEvery when it was first seen",
      means:
        "A window is new to the state, and over since the last run or two: one that failed, or did not come, may have lost it.",
      todo: "See what became of the last runs. If it was declared too late, nothing was wrong with them.",
    },
    {
      says: "Over for longer when it was first seen, so check its date",
      means: "A window is new to the state, and was over long ago.",
      todo: "Check its date. In a stack that is rebuilt from Git it is as it should be.",
    },
    {
      says: "Taken over, as ifExists or TENCENTCLOUD_CSS_ADOPT asks",
      means: "A task that was there already is this program's now, and none was made.",
      todo: "Nothing.",
    },
    {
      says: "The window has come within the service's reach",
      means: "A deferred window gets its task in this run; no input changed.",
      todo: "Nothing.",
    },
    {
      says: "No run came before its start",
      means: "A deferred window had begun when a run came: its beginning is lost, the rest is captured.",
      todo: "Let runs come more often; `tencentcloud-css status` says by when.",
    },
    {
      says: "Its task was taken over by another resource",
      means: "Two resources declared the same, and one of them adopted the other's task.",
      todo: "Nothing, if both are meant; otherwise take one out.",
    },
  ],
  "After what somebody did": [
    {
      says: "Stopped by somebody else",
      means: "A refresh found the task stopped, and `ifStopped` is `restore`.",
      todo: 'If the stop was meant, take the window out of the program, or set `ifStopped: "keep"`.',
    },
    {
      says: "Deleted by somebody else",
      means: "A refresh did not find the task in two complete listings, and `ifStopped` is `restore`.",
      todo: "If it was meant, take the window out of the program.",
    },
    {
      says: 'Stopped or deleted by somebody else, and left at that, as ifStopped is "keep"',
      means: "What is left of the window is not captured.",
      todo: "Nothing, if it was meant. Otherwise set `ifStopped` to `restore`, and run again.",
    },
    {
      says: "is not listed any more, and the service does not stop it",
      means: "The task may have been deleted while it ran, which does not stop it: then it captures until its end.",
      todo: "Nothing. The pictures may be doubled.",
    },
    {
      says: "The new end has passed, so the running task is to be stopped",
      means: "The window's end was moved to the past while it ran.",
      todo: "Nothing.",
    },
    {
      says: "The new end is more than 24 h ahead",
      means: "A task that began at once was prolonged beyond what the service takes now.",
      todo: "Let a run come within the 24 h before the new end.",
    },
    {
      says: "windows are open at once on the",
      means: "The service runs at most three tasks on a stream; the fourth may not capture.",
      todo: "Look whether several of them are the same capture, declared twice.",
    },
    {
      says: "these tasks were let go, and run on",
      means: "The international site publishes no call that ends them. They end with their windows.",
      todo: "Nothing; or end them in the console.",
    },
    {
      says: "a creation got no clear answer and left no task within",
      means: "It was sent again, three times at most. Should the first one be carried out after all, there are two.",
      todo: "Run `tencentcloud-css orphans` later; it names the double.",
    },
    {
      says: "Deleted …, which a killed run made, and which no resource declares",
      means: "An edit that a killed run had begun was taken back: its rule was in no state, and in its template's way.",
      todo: "Nothing.",
    },
    {
      says: "and several new tasks are equal to it",
      means: "One was taken; whose the others are is not known.",
      todo: "If nobody else made them, stop and delete those that are named.",
    },
    {
      says: "three tasks run on it, so",
      means: "The old task was stopped before the new one was made; a few seconds are lost.",
      todo: "Nothing.",
    },
    {
      says: "the service takes 24 h at most from its own now on",
      means: "Its clock is behind this machine's, so the task ends a little earlier than declared.",
      todo: "Set this machine's clock.",
    },
    {
      says: "was deleted by somebody, and the service takes a new one for what is left of its window from",
      means: "It ends more than 24 h from now, and a task that begins at once takes 24 h at most.",
      todo: "Nothing, if it was meant. Otherwise run `pulumi up` from that instant on: until then nothing captures.",
    },
    {
      says: "was deleted by somebody while it ran, and has a successor now",
      means: "Deleting does not stop, and what is deleted could not be stopped: both may capture until its end.",
      todo: "Nothing. The pictures may be doubled.",
    },
    {
      says: "Is it Date.now() in the program?",
      means: "The end moves with each run, so each run replaces the task.",
      todo: "Declare a fixed `endTime`.",
    },
    {
      says: "is not published on this site, so ifExists cannot be followed",
      means: "The international site lists no tasks, so whether one is there is not known.",
      todo: "Nothing; after a killed run, look in the console.",
    },
    {
      says: "is not published on this site, so what is in state is believed",
      means: "A refresh learns nothing on the international site.",
      todo: "Nothing.",
    },
    {
      says: "has nothing to capture: its source is empty, or all in it is cancelled, over, filtered out or further ahead than it looks",
      means: "A schedule made no task at all.",
      todo: "If that is a surprise, look at its file; an empty download would remove every task.",
    },
    {
      says: "no cloud was called",
      means: "The calls went to an emulator.",
      todo: "If the cloud was meant, take `endpoint` out of the settings and TENCENTCLOUD_CSS_ENDPOINT out of the environment.",
    },
  ],
  "Templates and rules": [
    {
      says: "was there already (…) and was taken over",
      means: "What had the same name or key belongs to this resource now, and was brought to what is declared.",
      todo: "Nothing. Should it be another stack's, take it out of one of the two.",
    },
    {
      says: "a creation got no clear answer and left nothing within … s",
      means: "A template or rule may be there twice, should the first call be carried out after all.",
      todo: "Look in the console for two of the name, and delete one.",
    },
    {
      says: "and several new ones are equal to it. … was taken; if nobody else made",
      means: "An answer was lost, and several new ones could be what came of it.",
      todo: "Delete those that nobody else made.",
    },
    {
      says: "belongs to two resources of this program, which change it in turn",
      means: "One adopted what the other had made.",
      todo: "Declare it once.",
    },
    {
      says: "of tasks exist was not checked: …",
      means: "Templates cannot be listed, so tasks were made without looking whether theirs exist.",
      todo: "Allow `live:DescribeLiveSnapshotTemplates` to the key, or set `ifTemplateMissing` to `ignore`.",
    },
  ],
};

/** What Pulumi says about this package, in its own words, which no test here can know. */
export const saidByPulumi: Readonly<Record<string, readonly Report[]>> = {
  "In Pulumi's words": [
    {
      says: "Cannot find module 'pulumi-tencentcloud-css/provider'",
      means: "The package is not installed where the program is, or not as a direct dependency. Nothing was called.",
      todo: "`npm install pulumi-tencentcloud-css` in the program's folder. It is needed to delete, too: see [Removing the package](runbooks/removing-the-package.md).",
    },
    {
      says: "the stack is currently locked by",
      means: "Another run is under way, or a killed one left its lock.",
      todo: "Make sure that nothing runs, then `pulumi cancel`. The script of [the pipeline](../examples/pipeline/) does that.",
    },
    {
      says: "These resources are in an unknown state because the Pulumi CLI was interrupted",
      means: "A killed run may have made a task that the state does not know.",
      todo: "Let the pipeline's script run, or `tencentcloud-css recover` before the next `pulumi up`.",
    },
    {
      says: "failed to load checkpoint: EOF",
      means:
        "The state lies in a folder (`file://`), and a run was killed while it saved: the file `.attrs` beside the state is " +
        "empty. The state itself is whole.",
      todo: "`find .pulumi/stacks -name '*.attrs' -empty -delete` in that folder. The pipeline's script does that.",
    },
  ],
};
