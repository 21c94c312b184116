package exploretest

import (
	"strings"
	"testing"

	"quesera/spec"
)

// two counts two numbers, each to Top, and B never beyond A.
type two struct {
	A uint8 `max:"Top"`
	B uint8 `max:"Top"`
}

type twoConfig struct{ Nodes, Top, Said uint8 }

func (c twoConfig) CanUpA(s *two) bool  { return s.A < c.Top }
func (c twoConfig) UpA(s *two)          { s.A++ }
func (c twoConfig) CanUpB(s *two) bool  { return s.B < s.A }
func (c twoConfig) UpB(s *two)          { s.B++ }
func (c twoConfig) Behind(s *two) bool  { return s.B <= s.A }
func (c twoConfig) Begun(s *two) bool   { return s.B > c.Said }
func (c twoConfig) Trivial(s *two) bool { return s.B <= c.Top }
func (c twoConfig) Never(s *two) bool   { return s.B > c.Top }

// twos is a spec with an invariant that says something once B is larger than said.
func twos(said uint8, invariant string) *spec.Spec[two] {
	c := twoConfig{1, 9, said}
	m := spec.MethodsOf[two](c)
	return &spec.Spec[two]{Name: "two", Config: c, Actions: []spec.Action[two]{m.Act("UpA", ""), m.Act("UpB", "")},
		Props: []spec.Property[two]{m.When("Begun").Always("T-P1", "", "B is behind", invariant)}}
}

// A condition must not leave out a state, reachable or not, in which the invariant fails.
func TestAConditionThatIsTooNarrowIsSeen(t *testing.T) {
	for _, c := range []struct {
		said      uint8
		invariant string
		want      string // "" for no error
	}{
		{0, "Behind", ""},
		{3, "Behind", "T-P1 fails where Begun is not met"},
		{0, "Trivial", "it fails in 0"},
		{1, "Begun", "T-P1 fails where Begun is not met"},
	} {
		err := conditions([]*spec.Spec[two]{twos(c.said, c.invariant)})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("beyond %d, %s: %v, want %q", c.said, c.invariant, err, c.want)
		}
	}
	free := twos(0, "Behind")
	free.Props[0].When = nil
	if err := conditions([]*spec.Spec[two]{free}); err == nil {
		t.Error("no error of specs without conditions")
	}
}

// The test of a property by itself fails if the property holds and says nothing of any state of any spec.
func TestAPropertyThatSaysNothingFailsItsTest(t *testing.T) {
	for _, c := range []struct {
		said []uint8
		good bool
	}{{[]uint8{0}, true}, {[]uint8{9}, false}, {[]uint8{9, 8}, true}, {[]uint8{8, 9}, true}, {[]uint8{9, 9}, false}} {
		var specs []*spec.Spec[two]
		for _, said := range c.said {
			specs = append(specs, twos(said, "Behind"))
		}
		if err := explored("T-P1", specs); (err == nil) != c.good {
			t.Errorf("beyond %v of 9: %v, want an error: %v", c.said, err, !c.good)
		}
	}
}
