package persist

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// text is a thing: numbers that are appended.
type text struct{ numbers []int }

func (t *text) Change(c int) int { t.numbers = append(t.numbers, c); return len(t.numbers) }
func (t *text) Clone() *text     { return &text{slices.Clone(t.numbers)} }
func (t *text) Parts() int       { return len(t.numbers) }

// version is a value in a Line, and what it should be.
type version struct {
	line Line[*text, int, int]
	want []int
}

func (v *version) is(t *testing.T) {
	t.Helper()
	v.line.Read(func(thing *text) {
		if !slices.Equal(thing.numbers, v.want) {
			t.Fatalf("%v, want %v", thing.numbers, v.want)
		}
	})
}

func (v *version) change(t *testing.T, c int) {
	t.Helper()
	v.want = append(slices.Clip(v.want), c)
	if got := v.line.Change(c); got != len(v.want) {
		t.Fatalf("change %d came to %d, want %d", c, got, len(v.want))
	}
}

// Whichever copies are changed, and however often, each is what its own changes made of it: mostly the latest one is
// changed, as in a simulation, and sometimes one that others have left behind.
func TestALineIsAValue(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 0))
		versions := []version{{line: NewLine(&text{})}}
		for k := range 6 * fewest {
			from := versions[len(versions)-1]
			if r.IntN(8) == 0 {
				from = versions[r.IntN(len(versions))]
			}
			from.change(t, k)
			versions = append(versions, from)
			versions[r.IntN(len(versions))].is(t)
		}
		for k := range versions {
			versions[k].is(t)
		}
	}
}

// A line begins its list anew after as many changes as it has room for; copies made just before, at and after that
// keep their values.
func TestALineThatBeginsAnewKeepsItsCopies(t *testing.T) {
	v := version{line: NewLine(&text{})}
	var copies []version
	for k := range 4*fewest + 2 {
		copies = append(copies, v)
		v.change(t, k)
	}
	for k := range copies {
		copies[k].is(t)
		copies[k].change(t, -1)
		copies[k].is(t)
	}
	v.is(t)
}

// Copies may be changed in different goroutines.
func TestCopiesOfALineGoTheirOwnWays(t *testing.T) {
	v := version{line: NewLine(&text{})}
	v.change(t, 0)
	var all sync.WaitGroup
	copies := make([]version, 4)
	for k := range copies {
		copies[k] = v
		all.Go(func() {
			for c := range 2 * fewest {
				copies[k].want = append(slices.Clip(copies[k].want), 100*k+c)
				copies[k].line.Change(100*k + c)
			}
		})
	}
	all.Wait()
	for k := range copies {
		copies[k].is(t)
	}
	v.is(t)
}

// Slots have the values that were put into them, by key, and copies that go different ways each their own.
func TestSlotsAreValues(t *testing.T) {
	type owner struct {
		slots Slots[int]
		want  map[int]*int
	}
	for _, keys := range []int{1, 4, 5, 130, 1024} {
		r := rand.New(rand.NewPCG(1, uint64(keys)))
		owners := []owner{{want: map[int]*int{}}}
		for range 300 {
			from := owners[r.IntN(len(owners))]
			key := r.IntN(keys)
			if _, has := from.want[key]; has {
				continue
			}
			next := owner{from.slots.With(key, new(int)), map[int]*int{}}
			for k, v := range from.want {
				next.want[k] = v
			}
			next.want[key] = next.slots.Get(key)
			owners = append(owners, next)
		}
		for _, o := range owners {
			for key, want := range o.want {
				if got := o.slots.Get(key); got != want || got == nil {
					t.Fatalf("%d keys: key %d has %p, want %p", keys, key, got, want)
				}
			}
		}
	}
}

// A value that is put into the same place twice is in the place that both share; another value is not.
func TestSlotsShareWhatIsTheSame(t *testing.T) {
	one, other := 1, 2
	var none Slots[int]
	s := none.With(0, &one)
	left, right, far := s.With(1, &one), s.With(1, &other), s.With(1, &one)
	if left.Get(1) != &one || right.Get(1) != &other || far.Get(1) != &one || right.Get(0) != &one {
		t.Error("the copies do not have what was put into each")
	}
	if &left.places[0] != &far.places[0] || &left.places[0] == &right.places[0] {
		t.Error("places are shared where they differ, or not where they are the same")
	}
}
