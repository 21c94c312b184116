package explore_test

import (
	"os"
	"testing"
	"time"

	"quesera/spec/explore"
	"quesera/spec/tlc"
)

// BenchmarkOnDisk searches the same configuration in memory and in files, in one run, and prints how much longer files
// take, in wall time. Files get a twentieth of the memory that the search takes without them. With QUESERA_DEEP=1 it
// has 101,644,733 states, and takes minutes and as many octets of disk as are printed.
func BenchmarkOnDisk(b *testing.B) {
	config := tlc.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Exact: true, Horizon: 2}
	if os.Getenv("QUESERA_DEEP") != "" {
		config = tlc.Config{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Exact: true, Horizon: 1}
	}
	for b.Loop() {
		search := func(o explore.Options) (*explore.Result[tlc.State], time.Duration) {
			start := time.Now()
			r, err := explore.Explore(config.Spec(), o)
			if err != nil || !r.Complete {
				b.Fatalf("%+v: %v", r, err)
			}
			return r, time.Since(start)
		}
		inMemory, memory := search(explore.Options{})
		onDisk, disk := search(explore.Options{MaxBytes: inMemory.Bytes / 20, Spill: b.TempDir(), Expect: inMemory.States})
		if onDisk.Disk == 0 || onDisk.States != inMemory.States || onDisk.Transitions != inMemory.Transitions {
			b.Fatalf("on disk %d states and %d transitions with %d octets in files, in memory %d and %d", onDisk.States,
				onDisk.Transitions, onDisk.Disk, inMemory.States, inMemory.Transitions)
		}
		b.ReportMetric(float64(onDisk.States), "states")
		b.ReportMetric(memory.Seconds(), "memory-s")
		b.ReportMetric(disk.Seconds(), "disk-s")
		b.ReportMetric(disk.Seconds()/memory.Seconds(), "times-as-long")
		b.ReportMetric(float64(inMemory.Bytes)/(1<<20), "memory-MB")
		b.ReportMetric(float64(onDisk.Disk)/(1<<20), "disk-MB")
		if err := onDisk.Free(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
}
