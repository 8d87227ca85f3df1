//go:build tools

// Package cli pins the Pulumi CLI, so that `go build` of the command named below uses the versions in go.mod and go.sum.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
