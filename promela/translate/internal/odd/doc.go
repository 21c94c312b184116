// Package odd has specs whose only purpose is to be translated: what the Go subset allows, in combinations
// in which Go and Promela might differ. For each of them the explorer, which executes this Go, and Spin, which
// executes what the translator makes of it, must find the same states.
package odd

import "embed"

//go:embed *.go
var source embed.FS
