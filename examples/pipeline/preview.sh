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
pulumi preview --stack "$stack" --json --show-sames --non-interactive >"$folder/preview.json"
code=$?
node "$package/dist/cli/main.js" report "$folder/preview.json" --markdown >"$folder/comment.md" || exit
node comment.mjs "$folder/comment.md" || exit
exit "$code"
