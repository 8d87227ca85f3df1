#!/usr/bin/env bash
# What a merge request would change, as a comment in it:  preview.sh STACK
#
# Run it in the program's folder, with `pulumi` on PATH. It needs no key of Tencent Cloud: a preview opens no connection.
# The exit code is that of the preview; a preview that fails is reported too.
set -uo pipefail

stack=${1:?"Usage: preview.sh STACK"}
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
package=$(node -p 'require("path").dirname(require.resolve("pulumi-tencentcloud-css/package.json"))') || exit

# What does not change is asked for too, so that overlaps with it are seen.
pulumi preview --stack "$stack" --json --show-sames --non-interactive >"$folder/preview.json" 2>"$folder/said"
code=$?
cat "$folder/said" >&2
# Where it could not even begin (a wrong passphrase, no such stack) it prints no JSON. Then what it said is the report.
if [ ! -s "$folder/preview.json" ]; then
  node -e '
    const [stack, project, said] = process.argv.slice(1);
    const urn = `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
    const message = require("fs").readFileSync(said, "utf8");
    console.log(JSON.stringify({ steps: [{ op: "same", urn }], diagnostics: [{ severity: "error", message }] }));
  ' "${stack##*/}" "$(sed -n 's/^name: *//p' Pulumi.yaml)" "$folder/said" >"$folder/preview.json"
fi
node "$package/dist/cli/main.js" report "$folder/preview.json" --markdown >"$folder/comment.md" || exit
node comment.mjs "$folder/comment.md" || exit
exit "$code"
