#!/usr/bin/env bash
# One unattended run of a stack, right after whatever happened to the last one.
#
#   nightly.sh STACK                 everything, `pulumi up` included
#   nightly.sh STACK --before FILE   only what goes before `pulumi up`, for runners that run it themselves. FILE gets a
#                                    line "TENCENTCLOUD_CSS_ADOPT=…" for its environment ("$GITHUB_ENV", "$PULUMI_ENV")
#
# Run it in the program's folder, with `pulumi` on PATH, and nowhere else at the same time: it takes a lock that it finds
# for one that a killed run left. The stack must exist (`pulumi stack init`), as a misspelt one would declare everything
# a second time. FAIL_ON: what `tencentcloud-css status` fails for (default: missed,stopped,uncovered; with
# skipped also for windows that were over before a run could make them, as after a creation that failed).
#
# A step that fails does not keep the next ones from what they can do. The exit code is that of the first that failed;
# with --before it is 0 all the same, as `pulumi up` is one of the next, and another one only where this script cannot do
# its work at all: wrong arguments, no package, a stack that cannot be read.
set -uo pipefail

# Each child gets a process group of its own, so that a signal to this one's group reaches this script alone.
set -m

usage() {
  echo "Usage: nightly.sh STACK [--before FILE]" >&2
  exit 2
}
environment_file=
case $#${2:-} in
  1) ;;
  3--before) environment_file=${3:-} && [ -n "$environment_file" ] || usage ;;
  *) usage ;;
esac
stack=$1
case $stack in "" | -*) usage ;; esac

export PULUMI_SKIP_UPDATE_CHECK=true
unattended=(--stack "$stack" --yes --skip-preview --non-interactive)
code=0

# Asked to end, `pulumi` needs one signal and some seconds, in which it finishes and saves what it has begun; at a second
# signal it gives up without saving. So one is handed on, whatever comes and however often.
end_child() {
  trap '' HUP INT TERM
  echo "== Interrupted: ending what runs." >&2
  exec 2>/dev/null # Bash would report what became of the child.
  kill -TERM %% && wait
  exit "$1"
}
trap 'end_child 129' HUP
trap 'end_child 130' INT
trap 'end_child 143' TERM

# In the background, as bash answers no signal while it waits for what is in the foreground; there nothing may read from a
# terminal.
run() {
  "$@" </dev/null &
  wait "$!" 2>/dev/null
}

# failed CODE [WHAT IT MEANS]
failed() {
  echo "    failed (exit code $1)" >&2
  [ $# -eq 1 ] || echo "    $2" >&2
  [ "$code" -ne 0 ] || code=$1
}

# The command of the package that this program uses.
css() { node "$package/dist/cli/main.js" "$@"; }
package=$(node -p 'require("path").dirname(require.resolve("pulumi-tencentcloud-css/package.json"))') || exit

# The state goes through pipes with its secrets in plain text, so that it can be compared with the service; never through
# a file.
export_state() { pulumi stack export --stack "$stack" --show-secrets; }
recover() { printf '%s' "$state" | css recover; }
report() { export_state | css status --fail-on "${FAIL_ON:-missed,stopped,uncovered}"; }

drop_lock() { pulumi cancel --stack "$stack" --yes --non-interactive >/dev/null 2>&1; }

# A `pulumi` that is killed while it saves into a folder (file://) may leave what lies beside the state empty, and then no
# command reads the stack any more: "EOF" (gocloud.dev, fileblob: setAttrs). Without that file it is read again.
mend_folder() {
  local url folder
  url=$(pulumi whoami --json --non-interactive | node -p 'JSON.parse(fs.readFileSync(0)).url') || return
  folder=${url#file://}
  [ "$folder" != "$url" ] || return 1
  folder=${folder%%\?*}
  find "${folder/#\~/$HOME}/.pulumi/stacks" -name '*.attrs' -empty -print -delete
}

# Only the stack's root is refreshed with it: listings may not show yet what `pulumi up` has just made.
clear_pending() {
  pulumi refresh --clear-pending-creates --target '**pulumi:pulumi:Stack::**' "${unattended[@]}"
}

found=$(mktemp) || exit
trap 'rm -f "$found"' EXIT

echo "== Dropping the lock of a killed run, if there is one."
run drop_lock

echo "== Reading the state of $stack."
state=$(export_state) || {
  unreadable=$?
  mend_folder && run drop_lock && state=$(export_state) || exit "$unreadable"
}
before=$state

echo "== Looking for tasks that a killed run made and could not save."
clearable=
if run recover >"$found"; then
  case $state in *'"pending_operations"'*) clearable=yes ;; esac
else
  # The windows do not wait for that.
  failed $? "What a killed run made is not known, so \`pulumi up\` may make it a second time. \`npx pulumi-tencentcloud-css orphans\` says what to do."
fi
adopt=$(<"$found")
# Beside those that a person has named.
export TENCENTCLOUD_CSS_ADOPT="${TENCENTCLOUD_CSS_ADOPT:+$TENCENTCLOUD_CSS_ADOPT,}$adopt"

# unsaved STATE: what was found and is not in it. Whole, as a rule's key may begin another's; a secret output is a text in
# a text.
unsaved() {
  local each
  for each in ${adopt//,/ }; do
    case $1 in *"\"$each\""* | *"\\\"$each\\\""*) ;; *) echo "$each" ;; esac
  done
}

# What of it is not declared any more may go with its template. Each provider instance knows only what it holds itself, so
# where there are several nothing may. It is never handed on to another process: what is another's by then would go too.
TENCENTCLOUD_CSS_LEFT=
if [ "$(grep -c '"type": *"pulumi:providers:pulumi-nodejs"' <<<"$before")" -le 1 ]; then
  TENCENTCLOUD_CSS_LEFT=$(unsaved "$before" | paste -sd , -)
fi
export TENCENTCLOUD_CSS_LEFT

up=
if [ -n "$environment_file" ]; then
  echo "TENCENTCLOUD_CSS_ADOPT=$TENCENTCLOUD_CSS_ADOPT" >>"$environment_file" || exit
else
  # By itself, and not as `pulumi up --refresh`, which makes nothing where a single task cannot be read.
  echo "== pulumi refresh"
  run pulumi refresh --skip-pending-creates "${unattended[@]}" || failed $? "What somebody stopped or deleted since is not known."
  echo "== pulumi up"
  run pulumi up --continue-on-error "${unattended[@]}"
  up=$?
  [ "$up" -eq 0 ] || failed "$up"
  [ -z "$adopt" ] || state=$(export_state) || { failed $? && up=unknown; }
fi

# Found, and in no state so far. What was in the state before waited there to be deleted, and by now may be.
left=$(unsaved "$before$state")

# Until what was found is in the state, the next run can find it again only by what is pending. (An `up` that was killed
# just now holds its lock still, so that what it left itself is not cleared.)
if [ -n "$clearable" ] && { [ -z "$left" ] || [ "$up" = 0 ]; }; then
  echo "== Clearing what the killed run left pending."
  run clear_pending || failed $? "It stays pending, and the next run clears it."
fi

[ -z "$environment_file" ] || exit 0

echo "== What came of it:"
run report || failed $?
# A template or rule has a type before a colon.
for each in $left; do
  case $up$each in
    0*:*) todo=": it is not declared any more. Where \`pulumi up\` does not say that it deleted it, delete it in the account if nothing uses it." ;;
    0*) todo=": it is not declared any more. Where \`pulumi up\` does not say that it deleted it, \`npx pulumi-tencentcloud-css orphans\` says what to do." ;;
    unknown*) todo=" now, or not: the state could not be read after \`pulumi up\`. Run this again." ;;
    *:*) todo=" yet: the next run takes it over where it is declared." ;;
    # `pulumi up` keeps a pending creation, and forgets a pending update (CLI 3.248.0), as of a deferred window.
    *) todo=" yet: run this again with TENCENTCLOUD_CSS_ADOPT=$each. Without that the next run finds it again only if its window had not been deferred." ;;
  esac
  echo "What a killed run made, $each, is in no state$todo"
done

exit "$code"
