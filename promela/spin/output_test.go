package spin

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"quesera/promela/translate"
	"quesera/spec"
)

// What pan prints is no verdict unless it says that it searched everything, exactly and without errors, and counted.
func TestOnlyACompleteExactSearchCounts(t *testing.T) {
	m := &translate.Program{Actions: []translate.ActionLabel{{Name: "Act", Params: 1}},
		Props: []translate.PropertyLabel{{ID: "X-P1", Kind: spec.Invariant, Macro: "X_P1", Flag: "X_P1_holds"}}}
	good := `(Spin Version 6.5.2 -- 6 December 2019)
Full statespace search for:
	assertion violations	+
State-vector 68 byte, depth reached 37, errors: 0
    12 states, stored
  134.415	total actual memory usage
quesera: stored 12 matched 5
quesera: action 0 taken 14
quesera: property 0 seen 0
quesera: property 0 mattered 6
`
	judge := func(text string) (*Result, error) {
		out := newOutput(nil)
		for line := range strings.Lines(text) {
			out.read(line)
		}
		return out.result(m, false)
	}
	r, err := judge(good)
	if err != nil || r.States != 10 || r.Transitions != 14 || r.PerAction[0] != 14 || r.Seen[0] || r.Mattered[0] != 6 ||
		r.Depth != 37 || r.Bytes == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	for what, text := range map[string]string{
		"depth":          good + "error: max search depth too small\n",
		"memory":         good + "pan: reached -DMEMLIM bound\n",
		"out of memory":  good + "pan: out of memory\n",
		"interrupted":    good + "Interrupted\n",
		"not completed":  good + "Warning: Search not completed\n",
		"bit state":      strings.Replace(good, "Full", "Bit", 1),
		"reduction":      good + "+ Partial Order Reduction\n",
		"died early":     good[:60],
		"no counters":    good[:strings.Index(good, "quesera: action")],
		"no properties":  good[:strings.Index(good, "quesera: property")],
		"none matters":   good[:strings.Index(good, "quesera: property 0 mattered")],
		"nothing at all": "",
	} {
		if r, err := judge(text); !errors.As(err, new(*IncompleteError)) {
			t.Errorf("%s: %+v, %v, want an IncompleteError", what, r, err)
		}
	}
	if _, err := judge(strings.Replace(good, "taken 14", "taken 13", 1)); err == nil ||
		errors.As(err, new(*IncompleteError)) {
		t.Errorf("counts that do not add up: %v", err)
	}
	failed := strings.Replace(good, "errors: 0", "errors: 1", 1)
	if _, err := judge("pan:1: assertion violated X_P1_holds (at depth 3)\n" + failed); !errors.As(err,
		new(*ViolationError)) {
		t.Errorf("a failed property: %v", err)
	}
	if _, err := judge("pan:1: assertion violated - invalid array index (at depth 3)\n" + failed); !errors.As(err,
		new(*RefusedError)) {
		t.Errorf("an index out of bounds: %v", err)
	}
}

// Labels of other actions, or with too few or other arguments, are refused.
func TestLabelsAreParsedStrictly(t *testing.T) {
	m := &translate.Program{Actions: []translate.ActionLabel{{Name: "Act", Params: 2}}}
	if taken, err := parseLabel(m, "take 0: Act i=1 j=65535"); err != nil || taken.Args != (spec.Args{1, 65535}) {
		t.Errorf("%v, %v", taken, err)
	}
	for _, label := range []string{"take 1: Act i=1 j=2", "take 0: Other i=1 j=2", "take 0: Act i=1",
		"take 0: Act i=1 j=2 k=3",
		"take 0: Act i=1 j=65536", "take 0: Act i=1 j=-1", "take -1: Act i=1 j=2", "take : Act i=1 j=2",
		"take 0 Act i=1 j=2"} {
		if taken, err := parseLabel(m, label); err == nil {
			t.Errorf("%s: %v, want an error", label, taken)
		}
	}
}

// What pan says of its progress is handed on, and one that prints without end is no search.
func TestPanIsReadUpToABound(t *testing.T) {
	var said []string
	out := newOutput(func(line string) { said = append(said, line) })
	out.read("Depth=     142 States=    1e+06 Transitions= 2.1e+06 Memory=   300.1\n")
	if len(said) != 1 || !strings.HasPrefix(said[0], "Depth=     142") {
		t.Errorf("said %q", said)
	}
	for i := range most + 10 {
		out.read("quesera: action " + strconv.Itoa(i) + " taken 1")
	}
	_, err := out.result(&translate.Program{}, false)
	if !errors.As(err, new(*IncompleteError)) || out.stopped != flooded {
		t.Errorf("%v, want an IncompleteError", err)
	}
	if len(out.actions) > most+1 {
		t.Errorf("%d counts kept", len(out.actions))
	}
}
