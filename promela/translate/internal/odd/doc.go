// Package odd has specs whose only purpose is to be translated: what the Go subset allows, in combinations
// in which Go and Promela might differ. For each of them the explorer, which executes this Go, and Spin, which
// executes what the translator makes of it, must find the same states.
package odd

import (
	"embed"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// act is an action of one number out of 0..n-1, which belongs to no node.
func act[S any, A ~uint8 | ~uint16](name string, n int, can func(*S, A) bool, do func(*S, A)) spec.Action[S] {
	return spec.Act1(name, "odd", spec.Numbers("x", n), can, do)
}
