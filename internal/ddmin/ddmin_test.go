package ddmin

import (
	"context"
	"iter"
	"slices"
	"testing"
)

// numbers are 0..n-1.
func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// has makes a failure of lists that have all of the wanted choices, in their order.
func has(wanted ...int) func([]int) ([]int, bool) {
	return func(list []int) ([]int, bool) {
		k := 0
		for _, x := range list {
			if k < len(wanted) && x == wanted[k] {
				k++
			}
		}
		return list, k == len(wanted)
	}
}

// What is left is just what the failure needs, wherever that stands.
func TestJustWhatTheFailureNeedsIsLeft(t *testing.T) {
	for _, wanted := range [][]int{{0}, {999}, {0, 999}, {1, 2, 3}, {17, 400, 401, 998}, {5, 250, 251, 499, 500, 777}} {
		r := Search[int]{Fails: has(wanted...)}.Minimize(t.Context(), numbers(1000))
		if !slices.Equal(r.List, wanted) || !r.Least {
			t.Errorf("%v (least: %v), want %v", r.List, r.Least, wanted)
		}
		if r.Tried > 200*len(wanted) {
			t.Errorf("%v: %d runs, want parts to be left out, not choices one by one", wanted, r.Tried)
		}
	}
}

// A failure that needs one of two things, each of which hides the other, is still left with one only.
func TestNoSingleChoiceCanBeLeftOut(t *testing.T) {
	pairs := func(list []int) ([]int, bool) { // as many odd choices as even ones, and one at least
		odd := 0
		for _, x := range list {
			odd += x % 2
		}
		return list, odd > 0 && 2*odd >= len(list)
	}
	r := Search[int]{Fails: pairs}.Minimize(t.Context(), numbers(64))
	if len(r.List) != 1 || r.List[0]%2 != 1 || !r.Least {
		t.Errorf("%v", r.List)
	}
}

// What can only be left out once something before it is gone is left out in the end.
func TestAnotherPassFindsWhatTheFirstOneCouldNot(t *testing.T) {
	needs := has(2, 4, 5, 8)
	hides := func(list []int) ([]int, bool) {
		_, ok := needs(list)
		return list, ok && (!slices.Contains(list, 3) || slices.Contains(list, 9))
	}
	r := Search[int]{Fails: hides}.Minimize(t.Context(), numbers(10))
	if want := []int{2, 4, 5, 8}; !slices.Equal(r.List, want) {
		t.Errorf("%v, want %v", r.List, want)
	}
}

// The empty list is tried: a failure that needs nothing is left with nothing.
func TestNothingMayBeLeft(t *testing.T) {
	r := Search[int]{Fails: has()}.Minimize(t.Context(), numbers(7))
	if len(r.List) != 0 || !r.Least {
		t.Errorf("%v, %v", r.List, r.Least)
	}
}

// Of a list that fails only what its run took is kept, and nothing is kept that is not shorter.
func TestWhatTheRunTookIsKept(t *testing.T) {
	r := Search[int]{Fails: func(list []int) ([]int, bool) {
		at := slices.Index(list, 40)
		return list[:at+1], at >= 0 // the run ends with the failure
	}, Most: 1}.Minimize(t.Context(), numbers(100))
	if len(r.List) != 41 || r.Tried != 1 || r.Least {
		t.Errorf("%d choices after %d runs, least: %v", len(r.List), r.Tried, r.Least)
	}
	longer := Search[int]{Fails: func([]int) ([]int, bool) { return numbers(100), true }}
	if r := longer.Minimize(t.Context(), numbers(10)); len(r.List) != 10 {
		t.Errorf("%d choices, want the 10 of before", len(r.List))
	}
}

// What is proposed comes first, again and again while it helps, one that is longer too if its run takes less.
func TestProposalsComeFirst(t *testing.T) {
	var runs [][]int
	s := Search[int]{
		Fails: func(list []int) ([]int, bool) {
			runs = append(runs, list)
			if list[len(list)-1] < 0 {
				list = list[len(list)/2 : len(list)-1]
			}
			return list, len(list) >= 4
		},
		Shorter: func(list []int) iter.Seq[[]int] {
			return slices.Values([][]int{append(slices.Clone(list), -1), list[len(list)/2:]})
		},
	}
	r := s.Minimize(t.Context(), numbers(32))
	if want := []int{28, 29, 30, 31}; !slices.Equal(r.List, want) {
		t.Errorf("%v, want %v", r.List, want)
	}
	if len(runs) < 4 || len(runs[0]) != 33 || len(runs[1]) != 17 || len(runs[2]) != 9 || len(runs[3]) != 5 {
		t.Errorf("runs of %v", runs)
	}
	if len(runs) != r.Tried {
		t.Errorf("%d runs, %d told", len(runs), r.Tried)
	}
}

// What is left is made simpler, as far as it fails, never longer; what that makes superfluous is left out.
func TestWhatIsLeftIsMadeSimpler(t *testing.T) {
	s := Search[int]{
		Fails: func(list []int) ([]int, bool) { // a 7 or less is needed, and whatever is more than 20 beside it
			large, small := 0, false
			for _, x := range list {
				small = small || x <= 7 && x > 3
				if x > 20 {
					large++
				}
			}
			return list, small && (large > 0 || !slices.Contains(list, 9))
		},
		Simpler: func(list []int) iter.Seq[[]int] {
			return func(yield func([]int) bool) {
				for i := range list {
					less := slices.Clone(list)
					less[i]--
					if !yield(append(less, 1)) || !yield(less) {
						return
					}
				}
			}
		},
		Weight: func(list []int) (sum int) {
			for _, x := range list {
				sum += x
			}
			return sum
		},
	}
	if r := s.Minimize(t.Context(), []int{9, 7, 30}); !slices.Equal(r.List, []int{4}) || !r.Least {
		t.Errorf("%v, %v", r.List, r.Least)
	}
	s.Most = 4
	if r := s.Minimize(t.Context(), []int{7}); r.Least || r.Tried != 4 {
		t.Errorf("%+v", r)
	}
}

// The search ends with the context, with what it has.
func TestTheSearchEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	s := Search[int]{Fails: func(list []int) ([]int, bool) {
		if runs++; runs == 5 {
			cancel()
		}
		return list, true
	}, Shorter: func(list []int) iter.Seq[[]int] { return slices.Values([][]int{list[1:]}) }}
	if r := s.Minimize(ctx, numbers(1000)); len(r.List) != 995 || r.Tried != 5 || r.Least {
		t.Errorf("%d choices after %d runs, least: %v", len(r.List), r.Tried, r.Least)
	}
}

// The list of the caller stays as it is.
func TestTheListIsNotChanged(t *testing.T) {
	list := numbers(50)
	Search[int]{Fails: has(3, 30)}.Minimize(t.Context(), list)
	if !slices.Equal(list, numbers(50)) {
		t.Error("it is changed")
	}
}
