//go:build tools

// Package languagenodejs pins the Node.js language host of the Pulumi CLI, which its own release archive carries.
package languagenodejs

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
