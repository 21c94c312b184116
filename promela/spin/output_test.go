package spin

import (
	"errors"
	"reflect"
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

// What pan says of its progress is handed on, and one that prints without end, of whatever kind, is no search.
func TestPanIsReadUpToABound(t *testing.T) {
	var said []string
	out := newOutput(func(line string) { said = append(said, line) })
	out.read("Depth=     142 States=    1e+06 Transitions= 2.1e+06 Memory=   300.1\n")
	if len(said) != 1 || !strings.HasPrefix(said[0], "Depth=     142") {
		t.Errorf("said %q", said)
	}
	newOutput(nil).read("Depth=     142 States=    1e+06\n")
	if most != 1<<20 {
		t.Errorf("kept are %d entries", most)
	}
	defer func(before int) { most = before }(most)
	most = 20
	for what, kept := range map[string]func(*output) int{
		"quesera: action %d taken 1":      func(o *output) int { return len(o.actions) },
		"quesera: property %d seen 1":     func(o *output) int { return len(o.seen) },
		"quesera: property %d mattered 1": func(o *output) int { return len(o.mattered) },
		"take %d: Act":                    func(o *output) int { return len(o.labels) },
		"pan:1: wrong %d (at depth 3)":    func(o *output) int { return len(o.messages) },
	} {
		out := newOutput(nil)
		for i := range most + 1 {
			out.read(strings.Replace(what, "%d", strconv.Itoa(i), 1))
		}
		if out.stopped != "" || kept(out) != most+1 {
			t.Errorf("%s: %d entries are kept, and it is stopped for %q", what, kept(out), out.stopped)
		}
		for i := range 9 {
			out.read(strings.Replace(what, "%d", strconv.Itoa(100+i), 1))
		}
		if out.stopped != flooded || kept(out) != most+1 {
			t.Errorf("%s: %d entries are kept, and it is stopped for %q", what, kept(out), out.stopped)
		}
		out.messages = nil
		if _, err := out.result(&translate.Program{}, true); !errors.As(err, new(*IncompleteError)) {
			t.Errorf("%s: %v, want an IncompleteError", what, err)
		}
	}
}

// Each line that pan prints says one thing, and others say nothing.
func TestEachLineOfPanIsRead(t *testing.T) {
	type figures struct {
		full, lossy, tooDeep, counted bool
		stopped, messages             string
		errors, depth                 int
		digest, stored, matched       uint64
		rough, bytes                  uint64
		actions, mattered             map[int]uint64
		seen                          map[int]bool
		labels                        []string
	}
	none := func() figures {
		return figures{actions: map[int]uint64{}, mattered: map[int]uint64{}, seen: map[int]bool{}}
	}
	for line, change := range map[string]func(f *figures){
		"":                                  func(*figures) {},
		"  Full statespace search for:  ":   func(f *figures) { f.full = true },
		"Not a Full statespace search":      func(*figures) {},
		"Bit statespace search for:":        func(f *figures) { f.lossy = true },
		"+ Partial Order Reduction":         func(f *figures) { f.lossy = true },
		"Hash-Compact 4 search for:":        func(f *figures) { f.lossy = true },
		"error: max search depth too small": func(f *figures) { f.tooDeep = true },
		"pan:1: assertion violated X (at depth 3)": func(f *figures) {
			f.messages = "assertion violated X (at depth 3)"
		},
		"pan: wrote model.pml.trail":                                  func(*figures) {},
		"something (at depth 3)":                                      func(*figures) {},
		"State-vector 68 byte, depth reached 37, errors: 2":           func(f *figures) { f.depth, f.errors = 37, 2 },
		"State-vector 68 byte, depth reached x, errors: ":             func(f *figures) { f.depth, f.errors = -1, -1 },
		"State-vector 68 byte":                                        func(f *figures) { f.depth, f.errors = -1, -1 },
		"State-vector 8 byte, depth reached 90 ... errors: 190 found": func(f *figures) { f.depth, f.errors = 90, 190 },
		"State-vector 8 byte, depth reached 12A, errors: 3:":          func(f *figures) { f.depth, f.errors = 12, 3 },
		"    12 states, stored":                                       func(f *figures) { f.rough = 12 },
		"1.0340352e+08 states, stored":                                func(f *figures) { f.rough = 103403520 },
		"    12 states, stored (13 visited)":                          func(*figures) {},
		"  1.500 total actual memory usage":                           func(f *figures) { f.bytes = 3 << 19 },
		"quesera: action 2 taken 7":                                   func(f *figures) { f.actions[2] = 7 },
		"quesera: action 2 taken":                                     func(*figures) {},
		"quesera: action 2 taken x":                                   func(*figures) {},
		"quesera: property 1 seen 1":                                  func(f *figures) { f.seen[1] = true },
		"quesera: property 1 seen 0":                                  func(f *figures) { f.seen[1] = false },
		"quesera: property 3 mattered 9":                              func(f *figures) { f.mattered[3] = 9 },
		"quesera: stored 12 matched 5": func(f *figures) {
			f.stored, f.matched, f.counted = 12, 5, true
		},
		"quesera: digest 18446744073709551615": func(f *figures) { f.digest = 1<<64 - 1 },
		"take 0: Up x=1": func(f *figures) {
			f.labels = []string{"take 0: Up x=1"}
		},
		"mistake 0: Up x=1": func(*figures) {},
		"Warning: Search not completed": func(f *figures) {
			f.stopped = "Warning: Search not completed"
		},
		"pan: out of memory": func(f *figures) {
			f.stopped = "pan: out of memory"
		},
		"memory bound": func(f *figures) { f.stopped = "memory bound" },
		"pan: reached -DMEMLIM bound": func(f *figures) {
			f.stopped = "pan: reached -DMEMLIM bound"
		},
		"Interrupted": func(f *figures) { f.stopped = "Interrupted" },
		"pan: error: VECTORSZ is too small, edit pan.h": func(f *figures) {
			f.stopped = "pan: error: VECTORSZ is too small, edit pan.h"
		},
	} {
		out, want := newOutput(nil), none()
		out.read(line + "\n")
		change(&want)
		got := figures{out.full, out.lossy, out.tooDeep, out.sawCount, out.stopped, strings.Join(out.messages, ""),
			out.errors, out.depth, out.digest, out.stored, out.matched, out.rough, out.bytes, out.actions, out.mattered,
			out.seen, out.labels}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v, want %+v", line, got, want)
		}
	}
	out := newOutput(nil)
	out.read("pan: out of memory")
	out.read("Interrupted")
	if out.stopped != "pan: out of memory" {
		t.Errorf("the first reason to stop is %q", out.stopped)
	}
}

// A search counts only if each of its figures is there, and they add up.
func TestEachFigureOfASearchMatters(t *testing.T) {
	m := fakeModel()
	judge := func(plain bool, change func(o *output)) (*Result, error) {
		out := newOutput(nil)
		for line := range strings.Lines(goodOutput) {
			out.read(line)
		}
		change(out)
		return out.result(m, plain)
	}
	for name, c := range map[string]struct {
		change        func(o *output)
		want, plainly string // the error; "": none
	}{
		"good":     {func(*output) {}, "", ""},
		"too deep": {func(o *output) { o.tooDeep, o.errors = true, 1 }, "runs are longer", "runs are longer"},
		"an error": {func(o *output) {
			o.errors = 1
		}, "the model stops: an error without",
			"the model stops: an error"},
		"errors not said": {func(o *output) { o.errors = -1 }, "a full search", "a full search"},
		"a message": {func(o *output) {
			o.messages = []string{"index"}
		}, "the model stops: index",
			"the model stops: index"},
		"first of two": {func(o *output) {
			o.messages = []string{"one", "two"}
		}, "model stops: one",
			"model stops: one"},
		"violated": {func(o *output) {
			o.messages = []string{"one", "(X_S1_never)", "at X_S1_never now"}
		}, "violated: X-S1",
			"violated: X-S1"},
		"violated before": {func(o *output) {
			o.messages = []string{"X_P1_holds", "two"}
		}, "model stops: X_P1_holds",
			"model stops: X_P1"},
		"stopped":         {func(o *output) { o.stopped = "why" }, "inconclusive: why", "inconclusive: why"},
		"lossy":           {func(o *output) { o.lossy = true }, "a full search", "a full search"},
		"not full":        {func(o *output) { o.full = false }, "a full search", "a full search"},
		"no count":        {func(o *output) { o.sawCount = false }, "its counts", ""},
		"an action less":  {func(o *output) { delete(o.actions, 0) }, "its counts", ""},
		"an action more":  {func(o *output) { o.actions[2] = 0 }, "its counts", ""},
		"a property less": {func(o *output) { delete(o.seen, 1) }, "its counts", ""},
		"a property more": {func(o *output) { o.seen[2] = false }, "its counts", ""},
		"matters less":    {func(o *output) { delete(o.mattered, 1) }, "its counts", ""},
		"matters more":    {func(o *output) { o.mattered[2] = 0 }, "its counts", ""},
		"one more taken": {func(o *output) {
			o.actions[1]++
		}, "stored 12 states and matched 5, want 15 transitions and 3",
			""},
		"one less matched": {func(o *output) {
			o.matched--
		}, "stored 12 states and matched 4, want 14 transitions",
			""},
		"two states": {func(o *output) { o.stored, o.matched = 2, 15 }, "stored 2 states", ""},
	} {
		for plain, want := range map[bool]string{false: c.want, true: c.plainly} {
			r, err := judge(plain, c.change)
			if (err == nil) != (want == "") || (r == nil) != (err != nil) ||
				err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s, plain %v: %+v, %v, want %q", name, plain, r, err, want)
			}
		}
	}
	if r, err := judge(false, func(o *output) { o.stored, o.matched = 3, 14 }); err != nil || r.States != 1 {
		t.Errorf("a single state: %+v, %v", r, err)
	}
	for rough, want := range map[uint64]uint64{0: 0, 1: 0, 2: 0, 3: 1} {
		if r, err := judge(true, func(o *output) { o.rough = rough }); err != nil || r.States != want || r.Transitions != 0 {
			t.Errorf("of about %d states: %+v, %v", rough, r, err)
		}
	}
	var v *ViolationError
	if _, err := judge(true, func(o *output) { o.messages = []string{"X_S1_never"} }); !errors.As(err, &v) ||
		v.Property != 1 {
		t.Errorf("%v", err)
	}
}
