package persist

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The zero list is empty; a list has what was added to it, the last first, and two lists that grow from one do not
// see each other's additions.
func TestAListIsAValue(t *testing.T) {
	var none List[string]
	one := none.With("a")
	left, right := one.With("b"), one.With("c").With("d")
	for _, c := range []struct {
		list List[string]
		want []string
	}{{none, nil}, {one, []string{"a"}}, {left, []string{"b", "a"}}, {right, []string{"d", "c", "a"}}} {
		if got := slices.Collect(c.list.All()); !slices.Equal(got, c.want) {
			t.Errorf("list = %q, want %q", got, c.want)
		}
	}
}

// A loop over a list or a table may end early.
func TestALoopMayEndEarly(t *testing.T) {
	var list List[int]
	var table Table[int]
	for k := range 2 * perList {
		list, table = list.With(k), table.With(k, k)
	}
	for name, all := range map[string]func(func(int) bool){"list": list.All(), "table": table.All()} {
		seen := 0
		all(func(int) bool { seen++; return seen < 3 })
		if seen != 3 {
			t.Errorf("%s: %d values seen, want 3", name, seen)
		}
	}
}

// A table finds each value by its key, lists each once, and is a value: what is added to it is not in a copy made
// before. The sizes are those at which one more list is needed.
func TestATableIsAValueThatFindsByKey(t *testing.T) {
	for _, n := range []int{1, 21, perList, perList + 1, 2*perList + 1, Keys} {
		var table, half Table[int]
		has := map[int]bool{}
		for k, key := range rand.New(rand.NewPCG(1, uint64(n))).Perm(n) {
			if k < n/2 {
				half = half.With(key, 10*key)
				has[key] = true
			}
			if k == n/2 {
				table = half
			}
			if k >= n/2 {
				table = table.With(key, 10*key)
			}
		}
		for key := range n {
			if v, ok := table.Get(key); !ok || v != 10*key {
				t.Fatalf("n=%d: value of key %d = %d, %v, want %d, true", n, key, v, ok, 10*key)
			}
			if v, ok := half.Get(key); ok != has[key] || ok && v != 10*key {
				t.Fatalf("n=%d: value of key %d in the copy = %d, %v, want it there: %v", n, key, v, ok, has[key])
			}
		}
		got := slices.Sorted(table.All())
		for key, v := range got {
			if v != 10*key {
				t.Fatalf("n=%d: the values are %v, want each once", n, got)
			}
		}
		if in := len(slices.Collect(half.All())); len(got) != n || in != n/2 {
			t.Errorf("n=%d: %d values, %d in the copy, want %d and %d", n, len(got), in, n, n/2)
		}
	}
}

// Outside the keys there is nothing, and nothing can be put there.
func TestATableEndsAtItsKeys(t *testing.T) {
	full := Table[int]{}.With(0, 1).With(perList, 2).With(Keys-1, 3)
	for _, key := range []int{-1, -perList, Keys, 2 * Keys} {
		if v, ok := full.Get(key); ok {
			t.Errorf("value of key %d = %d, want none", key, v)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("key %d: added, want a panic", key)
				}
			}()
			full.With(key, 0)
		}()
	}
}
