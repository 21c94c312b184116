package model_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quesera/model"
)

// nodeIDs draws nodes on both sides of the boundary between the inline word and the overflow.
func nodeIDs() *rapid.Generator[model.NodeID] {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(0, 8), func(i int) model.NodeID { return model.NodeID(i) }),
		rapid.Map(rapid.IntRange(60, 70), func(i int) model.NodeID { return model.NodeID(i) }),
		rapid.Map(rapid.IntRange(0, model.MaxNodes-1), func(i int) model.NodeID { return model.NodeID(i) }),
	)
}

// reference builds the same set as a NodeSet and as a map.
func reference(t *rapid.T, label string) (model.NodeSet, map[model.NodeID]bool) {
	set, ref := model.NodeSet{}, map[model.NodeID]bool{}
	for _, i := range rapid.SliceOfN(nodeIDs(), 0, 12).Draw(t, label) {
		set, ref[i] = set.With(i), true
	}
	for _, i := range rapid.SliceOfN(nodeIDs(), 0, 6).Draw(t, label+" removed") {
		set = set.Without(i)
		delete(ref, i)
	}
	return set, ref
}

func equalReference(set model.NodeSet, ref map[model.NodeID]bool) bool {
	return slices.Equal(slices.Collect(set.Members()), slices.Sorted(maps.Keys(ref))) && set.Len() == len(ref) &&
		set.Empty() == (len(ref) == 0)
}

func equalLast(a, b model.NodeSet, minus map[model.NodeID]bool) bool {
	last, found := a.LastNotIn(b)
	return found == (len(minus) > 0) && (!found || last == slices.Max(slices.Collect(maps.Keys(minus))))
}

// A NodeSet behaves as the set it stands for, on both sides of its inline word, and no
// operation changes its operands.
func TestNodeSetIsAValueThatBehavesAsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, refA := reference(t, "a")
		b, refB := reference(t, "b")
		union, both, minus := map[model.NodeID]bool{}, map[model.NodeID]bool{}, map[model.NodeID]bool{}
		for i := range refA {
			union[i] = true
			if refB[i] {
				both[i] = true
			} else {
				minus[i] = true
			}
		}
		for i := range refB {
			union[i] = true
		}
		for name, got := range map[string]bool{
			"union":     equalReference(a.Union(b), union),
			"intersect": equalReference(a.Intersect(b), both),
			"minus":     equalReference(a.Minus(b), minus),
			"includes":  a.Includes(b) == (len(both) == len(refB)),
			"plainly":   !b.PlainlyIn(a) || len(both) == len(refB),
			"equal":     a.Equal(b) == maps.Equal(refA, refB),
			"last":      equalLast(a, b, minus),
			"bytes":     bytes.Equal(a.AppendTo(nil), b.AppendTo(nil)) == maps.Equal(refA, refB),
			"a kept":    equalReference(a, refA),
			"b kept":    equalReference(b, refB),
		} {
			if !got {
				t.Fatalf("%s is wrong for %v and %v", name, a, b)
			}
		}
		for i := range union {
			if a.Has(i) != refA[i] {
				t.Fatalf("%v has %d = %v", a, i, a.Has(i))
			}
			if rank := a.Intersect(model.All(int(i))).Len(); a.Rank(i) != rank {
				t.Fatalf("rank of %d in %v = %d, want %d", i, a, a.Rank(i), rank)
			}
		}
	})
}

func TestAllHoldsExactlyTheNodesBelowN(t *testing.T) {
	for _, n := range []int{0, 1, 3, 63, 64, 65, 127, 128, 1000, model.MaxNodes} {
		all := model.All(n)
		if all.Len() != n || (n > 0 && !all.Has(model.NodeID(n-1))) || all.Has(model.NodeID(n)) {
			t.Errorf("All(%d) has %d members", n, all.Len())
		}
	}
}
