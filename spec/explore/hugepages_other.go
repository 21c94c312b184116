//go:build !linux

package explore

// useHugePages does nothing: this system has no such advice.
func useHugePages[T uint32 | uint64]([]T) {}
