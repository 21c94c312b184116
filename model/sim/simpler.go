package sim

import (
	"iter"
	"math/bits"
	"slices"
)

// Simpler proposes schedules that may lead to the same and have the same moves, but are easier to read: with small
// coins, and with such moves after each other as Gather takes together. Weight says how hard one is to read.
func Simpler(moves []Move) iter.Seq[[]Move] {
	return func(yield func([]Move) bool) {
		lighter := func(other []Move) bool { return Weight(other) >= Weight(moves) || yield(other) }
		if !lighter(ranked(moves)) || !lighter(staged(moves)) {
			return
		}
		for i, m := range moves {
			if m.Kind == ShowCoin && m.Value > 0 {
				other := slices.Clone(moves)
				other[i].Value = 0
				if !yield(other) {
					return
				}
			}
		}
		for i := range moves {
			for j := range moves {
				if together(moves[i], moves[j]) && !lighter(moved(moves, i, j)) {
					return
				}
			}
		}
	}
}

// Weight is how hard a schedule is to read: by the words that it has, then by its coins.
func Weight(moves []Move) int {
	weight := len(Gather(moves)) << 16
	for _, m := range moves {
		if m.Kind == ShowCoin {
			weight += bits.Len64(m.Value)
		}
	}
	return weight
}

// together tells whether the moves could be told in one, which a move and itself cannot.
func together(a, b Move) bool { return sameSender(a, b) || sameReceiver(a, b) }

// moved has move i come next to move j: behind it if that is before, else before it.
func moved(moves []Move, i, j int) []Move {
	at := j
	if j < i {
		at = j + 1
	} else {
		at = j - 1 // without move i
	}
	return slices.Insert(slices.Delete(slices.Clone(moves), i, i+1), at, moves[i])
}

// ranked has each coin show its rank among the values that coins show.
func ranked(moves []Move) []Move {
	var values []uint64
	for _, m := range moves {
		if m.Kind == ShowCoin {
			values = append(values, m.Value)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	moves = slices.Clone(moves)
	for i, m := range moves {
		if m.Kind == ShowCoin {
			rank, _ := slices.BinarySearch(values, m.Value)
			moves[i].Value = uint64(rank)
		}
	}
	return moves
}

// staged has packets and coins come stage after stage, as far as nothing else is between them.
func staged(moves []Move) (all []Move) {
	var part []Move
	for _, m := range moves {
		if m.Kind <= ShowCoin {
			part = append(part, m)
			continue
		}
		all, part = append(append(all, inStages(part)...), m), nil
	}
	return append(all, inStages(part)...)
}

// inStages sorts packets and coins by their stages.
func inStages(moves []Move) (all []Move) {
	slices.SortStableFunc(moves, func(a, b Move) int { return a.stageOf().compare(b.stageOf()) })
	first := 0 // of the stage
	for k, m := range moves {
		if k+1 == len(moves) || moves[k+1].stageOf() != m.stageOf() {
			all, first = append(all, inFewWords(moves[first:k+1])...), k+1
		}
	}
	return all
}

// inFewWords are the moves of a stage, sorted by who sends or by who receives.
func inFewWords(moves []Move) []Move {
	bySender, byReceiver := slices.Clone(moves), slices.Clone(moves)
	slices.SortStableFunc(bySender, func(a, b Move) int { return int(a.From) - int(b.From) })
	slices.SortStableFunc(byReceiver, func(a, b Move) int { return int(a.Node) - int(b.Node) })
	if len(Gather(byReceiver)) < len(Gather(bySender)) {
		return byReceiver
	}
	return bySender
}
