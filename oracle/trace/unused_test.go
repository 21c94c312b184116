package trace

import (
	"testing"

	tf "quesera/internal/traceformat"
)

// A node remembers which numbers it passed over, and the latest of them only.
func TestUnusedNumbersAreKnown(t *testing.T) {
	j := newJudge(tf.Header{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1}, DefaultMemory)
	n := &j.nodes[0]
	sends := func(number uint64) {
		j.skip(n, number)
		n.numbered.known, n.numbered.last = true, number
	}
	for _, number := range []uint64{2, 3, 7, 9} {
		sends(number)
	}
	unused := map[uint64]bool{0: true, 1: true, 4: true, 5: true, 6: true, 8: true}
	for number := range uint64(12) {
		if got := n.skipped(number); got != unused[number] {
			t.Errorf("%d: got unused %v, want %v", number, got, unused[number])
		}
	}
	if want := 3 * numbersSize; j.memory.used != want {
		t.Errorf("got %d bytes, want %d", j.memory.used, want)
	}
	for i := range uint64(5 * maxUnused) {
		sends(20 + 2*i)
	}
	if len(n.unused) > maxUnused || j.memory.used != len(n.unused)*numbersSize {
		t.Errorf("got %d ranges in %d bytes, want at most %d", len(n.unused), j.memory.used, maxUnused)
	}
	for i := range uint64(maxUnused / 2) {
		if number := n.numbered.last - 1 - 2*i; !n.skipped(number) || n.skipped(number+1) {
			t.Fatalf("%d: the latest ranges are not known", number)
		}
	}
}
