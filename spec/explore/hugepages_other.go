//go:build !linux

package explore

// useHugePages does nothing: this system has no such advice.
func useHugePages([]uint64) {}
