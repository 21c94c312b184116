package explore

import (
	"slices"
	"testing"
)

// Instances of every number are added once, in ascending order, and told apart, whatever word of a set they are in.
func TestInstancesOfEveryNumberAreAdded(t *testing.T) {
	const size = 200
	c := &chooser{trial: NewSet(size)}
	var want []int
	for k := range size {
		one := NewSet(size)
		one[k/64] |= 1 << (k % 64)
		want = append(want, k)
		for range 2 {
			if c.add(one); !slices.Equal(c.todo, want) {
				t.Fatalf("after %d: %v", k, c.todo)
			}
		}
		if got := membersOf(one); !slices.Equal(got, []int{k}) {
			t.Errorf("the set of %d has %v", k, got)
		}
	}
	if got := membersOf(c.trial); !slices.Equal(got, want) {
		t.Errorf("all together are %v", got)
	}
}
