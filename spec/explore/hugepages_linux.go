package explore

import (
	"syscall"
	"unsafe"
)

// useHugePages advises the kernel to back numbers with huge pages. It may decline: they are a matter of speed only.
func useHugePages[T uint32 | uint64](numbers []T) {
	var zero T
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))),
		len(numbers)*int(unsafe.Sizeof(zero))), syscall.MADV_HUGEPAGE)
}
