package play

import "testing"

// A run is given up after as many moves as are asked for, and by itself after many times as many as a run of its size
// takes: a fault that keeps nodes from getting anywhere shows in seconds. The longest runs are never given up.
func TestEveryRunHasABoundOnItsMoves(t *testing.T) {
	for _, c := range []struct {
		nodes  int
		rounds uint32
		loss   int
		moves  uint64
		want   uint64
	}{
		{nodes: 3, rounds: 5, want: 120_000}, // which takes 277 moves (README)
		{nodes: 3, want: 88_000},             // a protocol without rounds
		{nodes: 3, rounds: 5, loss: 50, want: 480_000},
		{nodes: 3, rounds: 5, loss: 90, want: 12_000_000},
		{nodes: 9, rounds: 20, want: 1_500_000},
		{nodes: 3, rounds: 5, moves: 7, want: 7},
		{nodes: 3, rounds: 5, moves: 1, want: 1},
		{nodes: 128, rounds: 1<<32 - 1, loss: 99, want: 1 << 40},
	} {
		f := NewFlags("tlc")
		if f.Moves, f.Faults.Loss = c.moves, c.loss; c.rounds > 0 {
			f.Rounds(&c.rounds)
		}
		if got := f.Limit(c.nodes); got+got/1000 < c.want || got > c.want+c.want/1000 {
			t.Errorf("%+v: a limit of %d moves", c, got)
		}
	}
}
