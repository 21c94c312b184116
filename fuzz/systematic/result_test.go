package systematic

import (
	"slices"
	"strings"
	"testing"
)

// Shares count what is caught by behaviour, of all that changes something.
func TestSharesCountBehaviourOnly(t *testing.T) {
	lines := []Line{
		{Package: "a", Key: "1", Outcome: Survived},
		{Package: "a", Key: "1", Outcome: Caught, Of: 9, Commit: "c"}, // of the same fault, later
		{Package: "a", Key: "2", Outcome: Text, Of: 9, Commit: "c"},
		{Package: "b", Key: "1", Outcome: Equivalent},
		{Package: "b", Key: "3", Outcome: Hang},
		{Package: "b", Key: "4", Outcome: Caught},
		{Package: "b", Key: "5", Outcome: Survived, Stale: true},
	}
	got := Counts(lines)
	want := []Count{
		{Package: "a", Tried: 2, Caught: 1, Text: 1, Of: 9, Commit: "c"},
		{Package: "b", Tried: 4, Caught: 1, Hang: 1, Survived: 1, Equivalent: 1, Stale: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	for i, share := range []int{50, 33} {
		if got[i].Share() != share {
			t.Errorf("%s: share = %d, want %d", got[i].Package, got[i].Share(), share)
		}
	}
	if sum := Total(got); sum.Tried != 6 || sum.Share() != 40 {
		t.Errorf("total %+v, %d%%", sum, sum.Share())
	}
	if (Count{Tried: 2, Equivalent: 2}).Share() != 100 {
		t.Error("where nothing can be caught the share is not 100")
	}
}

// Lines that are no results are refused with their number.
func TestResultsAreReadAgain(t *testing.T) {
	good := `{"key":"1","package":"a","outcome":"caught","of":3}` + "\n"
	if lines, err := ReadLines("f", strings.NewReader(good+good)); err != nil || len(lines) != 2 || lines[1].Of != 3 {
		t.Errorf("got %v, %v", lines, err)
	}
	for _, bad := range []string{"{}\n", "nonsense\n", `{"key":"1","package":"a","odd":1}` + "\n"} {
		if _, err := ReadLines("f", strings.NewReader(good+bad)); err == nil || !strings.Contains(err.Error(), "f:2") {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}
