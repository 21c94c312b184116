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

// A message that is gone is told from one that was never sent, the last one that is gone included.
func TestWhatIsGoneIsKnownToHaveBeen(t *testing.T) {
	j := newJudge(tf.Header{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1}, DefaultMemory)
	n := &j.nodes[0]
	for _, number := range []uint64{1, 2, 4} {
		j.skip(n, number)
		n.numbered.known, n.numbered.last = true, number
	}
	n.gone.known, n.gone.last = true, 2
	for number, want := range []presence{unsent, dropped, dropped, unsent, unsent, unsent} {
		if m, got := j.find(tf.ID{Number: uint64(number)}); m != nil || got != want {
			t.Errorf("%d: got %v, want %v", number, got, want)
		}
	}
}
