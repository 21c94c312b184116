package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A choice that there is not is refused at once, and not only because the schedule then ends too soon. From then on
// all choices are 0, and the first error stays.
func TestReplayRefusesAChoiceThatThereIsNot(t *testing.T) {
	for _, c := range []struct {
		schedule []int
		good     int
		want     string
	}{
		{[]int{-1, 0, 0}, 0, "sim: choice 0 of the schedule = -1, want 0..2"},
		{[]int{3, 0, 0}, 0, "sim: choice 0 of the schedule = 3, want 0..2"},
		{[]int{9}, 0, "sim: choice 0 of the schedule = 9"}, {[]int{2, 1, 7, 2}, 2, "sim: choice 2 of the schedule = 7"},
		{[]int{2, 1}, 2, "sim: schedule = 2 choices, want more"},
		{nil, 0, "sim: schedule = 0 choices, want more: choice 0 is one of 3"},
	} {
		r := NewReplay(c.schedule)
		for k := range 6 {
			want := 0
			if k < c.good {
				want = c.schedule[k]
			}
			if got := r.Choose(3); got != want || (r.Err() == nil) != (k < c.good) {
				t.Errorf("%v: choice %d is %d, error %v, want %d", c.schedule, k, got, r.Err(), want)
			}
		}
		if !strings.HasPrefix(r.Err().Error(), c.want) || r.Left() != len(c.schedule)-c.good {
			t.Errorf("%v: %v, %d left, want %s", c.schedule, r.Err(), r.Left(), c.want)
		}
	}
}

// An enumeration has bounds: of the choices in a run, and of the runs. What goes beyond is an error, and the first
// error stays; a run within them is none.
func TestAnEnumerationHasBounds(t *testing.T) {
	all := NewAll()
	for k := range 1<<16 + 2 {
		all.Choose(1)
		if (all.Err() != nil) != (k >= 1<<16) {
			t.Fatalf("%d choices in a run: %v", k+1, all.Err())
		}
	}
	if all.Next(); !strings.Contains(all.Err().Error(), "choices in one run") {
		t.Errorf("%v", all.Err())
	}
	for _, c := range []struct {
		runs int
		good bool
	}{{1<<24 - 1, true}, {1 << 24, false}} {
		all := NewAll()
		all.Next()
		all.Choose(2)
		if all.runs = c.runs; all.Next() != c.good || (all.Err() == nil) != c.good {
			t.Errorf("run %d: %v", c.runs+1, all.Err())
		}
	}
	all = NewAll()
	all.Next()
	all.Choose(2)
	all.err = errors.New("first")
	if all.runs = 1 << 24; all.Next() || all.Err().Error() != "first" {
		t.Errorf("%v", all.Err())
	}
}

// All goes on as an odometer does: the last wheel turns first, and one that has turned round is taken off; what no run
// chooses any more is forgotten.
func TestAnEnumerationIsAnOdometer(t *testing.T) {
	var got []string
	all := NewAll()
	for all.Next() && len(got) < 20 {
		run := []int{all.Choose(2)}
		if run[0] == 0 {
			run = append(run, all.Choose(3))
		}
		run = append(run, all.Choose(1), all.Choose(2))
		got = append(got, strings.Trim(fmt.Sprint(run), "[]"))
	}
	want := []string{"0 0 0 0", "0 0 0 1", "0 1 0 0", "0 1 0 1", "0 2 0 0", "0 2 0 1", "1 0 0", "1 0 1"}
	if !slices.Equal(got, want) || all.Err() != nil || all.Next() {
		t.Errorf("%q, %v, want %q", got, all.Err(), want)
	}
}

// A choice that does not fit says which it is, of how many it is and was; what is chosen is one of those that there
// are.
func TestAChoiceThatDoesNotFitIsNamed(t *testing.T) {
	all := NewAll()
	for range 5 { // the second choice is the last of five then
		all.Next()
		all.Choose(1)
		all.Choose(5)
	}
	all.made = 1
	if got := all.Choose(3); got != 4%3 || all.Err() == nil ||
		!strings.HasPrefix(all.Err().Error(), "sim: choice 1 = one of 3, want one of 5 as in the run before") {
		t.Errorf("%d, %v", got, all.Err())
	}
}

// A recording has the error of the chooser that it records, if that can have one.
func TestARecordingHasTheErrorOfItsChooser(t *testing.T) {
	r := Record(NewReplay([]int{1}))
	if got := []int{r.Choose(2), r.Choose(2)}; !slices.Equal(got, []int{1, 0}) || r.Err() == nil ||
		!slices.Equal(r.Schedule(), got) {
		t.Errorf("%v, %v", got, r.Err())
	}
	if r := Record(Random(1)); r.Err() != nil || len(r.Schedule()) != 0 {
		t.Errorf("%v", r.Err())
	}
}
