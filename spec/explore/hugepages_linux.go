package explore

import (
	"syscall"
	"unsafe"
)

// useHugePages advises the kernel to back words with huge pages. It may decline: they are a matter of speed only.
func useHugePages(words []uint64) {
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*8),
		syscall.MADV_HUGEPAGE)
}
