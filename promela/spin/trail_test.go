//go:build unix

package spin

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// Fair runs are asked for with a claim, fairness, and a step that changes nothing for each node that may stop.
func TestLiveAsksForFairRuns(t *testing.T) {
	nothingLeft(t)
	const whole = "Full statespace search for:\nState-vector 40 byte, depth reached 19, errors: 0\n"
	s, f := works(t, prints(whole))
	live, err := s.Live(t.Context(), nodesModel(), Progressing{Goal: "x == 1", Crashes: 2})
	if err != nil || !live {
		t.Errorf("%v, %v", live, err)
	}
	f.wantCalls("spin", "-a model.pml")
	f.wantCalls("gcc", "-O0 -DNOREDUCE -DNFAIR=4 -DMEMLIM=16384 -DVECTORSZ=1024 -o pan pan.c")
	f.wantCalls("pan", "-a -f -n -m10000 -w16")
	if got, want := f.file("model.pml"), "bit quesera_started;\nbyte x;\n\nproctype Node(byte self) {\nend:\n  do\n"+
		"  :: (self < 2) -> skip\n  :: Up(self)\n  od\n}\n\ninit {\n"+
		"  atomic { quesera_started = 1; run Node(0); run Node(1) };\nend:\n  do\n  :: false\n  od\n}\n\n"+
		"never { /* ! <> goal */\naccept:\n  do\n  :: (!quesera_started || !(x == 1))\n  od\n}\n"; got != want {
		t.Errorf("asked is\n%s\nwant\n%s", got, want)
	}
	cycle := strings.Replace(whole, "errors: 0", "errors: 1", 1)
	s, f = works(t, "case \"$*\" in *-m10000\\ *) echo 'error: max search depth too small';; esac\n"+
		prints("pan:1: acceptance cycle (at depth 4)\n"+cycle))
	large := nodesModel()
	large.VectorBytes = 600
	if live, err := s.Live(t.Context(), large, Progressing{Goal: "x == 1"}); err != nil || live {
		t.Errorf("of a cycle: %v, %v", live, err)
	}
	f.wantCalls("pan", "-a -f -n -m10000 -w16", "-a -f -n -m1000000 -w16")
	if !strings.Contains(f.calls("gcc")[0], "-DVECTORSZ=1200 ") || large.Text != nodesModel().Text {
		t.Errorf("compiled with %q", f.calls("gcc"))
	}
	s, f = works(t, "echo 'error: max search depth too small'\n"+prints(whole))
	live, err = s.Live(t.Context(), nodesModel(), Progressing{Goal: "x == 1"})
	if live || !errors.As(err, new(*IncompleteError)) ||
		err.Error() != "promela: inconclusive: deeper than the search may go" || len(f.calls("pan")) != 3 {
		t.Errorf("deeper than all: %v, %q", err, f.calls("pan"))
	}
	s, _ = works(t, "kill -9 $$")
	live, err = s.Live(t.Context(), nodesModel(), Progressing{Goal: "x == 1"})
	if live || !errors.As(err, new(*IncompleteError)) || !strings.Contains(err.Error(), "pan died") {
		t.Errorf("killed: %v", err)
	}
	for what, remove := range map[string]string{"proctype Node": "byte self", "run Node": "atomic"} {
		m := nodesModel()
		m.Text = strings.Replace(m.Text, remove, "no", 1)
		live, err := s.Live(t.Context(), m, Progressing{Goal: "g"})
		if live || err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("without %s: %v", remove, err)
		}
	}
}

// runs is a pan that finds a violation where the stack is at least so deep, after as many steps as the stack has room
// for, from the shortest run to one of so many steps at most; what it prints of the violation is the message.
func runs(depth, shortest, most int, message string) string {
	return fmt.Sprintf(`case $1 in
-r) n=$(/bin/cat DIR/found); echo "MSC: ~G"
  while [ $n -gt 0 ]; do echo "      take 0: Up x=$n"; n=$((n-1)); done; exit ;;
esac
depth=${2#-m}
echo "Full statespace search for:"
if [ $depth -lt %[1]d ]; then
  echo "State-vector 8 byte, depth reached 1, errors: 0"; echo "error: max search depth too small"; exit
fi
steps=$((depth - %[1]d + %[2]d)); [ $steps -lt %[3]d ] || steps=%[3]d
echo $steps >DIR/found
echo "pan:1: assertion violated %[4]s (at depth 9)"
echo "State-vector 8 byte, depth reached 1, errors: 1"`, depth, shortest, most, message)
}

// A trail is what pan's replay takes; the shortest one is found by bounds on the depth, which for a deadlock has one
// transition more.
func TestTrailsAreReplayedAndShortened(t *testing.T) {
	nothingLeft(t)
	for name, c := range map[string]struct {
		show     int
		message  string
		shorten  bool
		spin     string
		property int
		shortest int
	}{
		"any":       {-1, "X_P1_holds", false, "-a -DTRACE model.pml", 0, 5},
		"shortest":  {-1, "X_P1_holds", true, "-a -DTRACE model.pml", 0, 5},
		"shown":     {1, "X_S1_never", true, "-a -DTRACE -DSHOW_X_S1 model.pml", 1, 6},
		"first too": {0, "X_P1_holds", false, "-a -DTRACE -DSHOW_X_P1 model.pml", 0, 5},
		"deadlock":  {-1, "no_deadlock", true, "-a -DTRACE model.pml", 2, 7},
		"one step":  {-1, "X_P1_holds", true, "-a -DTRACE model.pml", 0, 1},
		"no longer": {-1, "X_P1_holds", true, "-a -DTRACE model.pml", 0, 21},
	} {
		m := fakeModel()
		m.Props = append(m.Props, m.Props[0])
		m.Props[2].Deadlock, m.Props[2].Flag = true, "no_deadlock"
		depth, steps := c.shortest+m.Prelude, 21
		if c.shorten {
			steps = c.shortest
		}
		if c.message == "no_deadlock" {
			depth++
		}
		s, f := works(t, runs(depth, c.shortest, 21, c.message))
		trail, err := s.Trail(t.Context(), m, c.show, c.shorten, Options{Small: true})
		if err != nil || trail.Property != c.property || len(trail.Steps) != steps {
			t.Errorf("%s: %+v, %v", name, trail, err)
			continue
		}
		for i, step := range trail.Steps {
			if want := (explore.Taken{Args: spec.Args{uint16(steps - i)}}); step != want {
				t.Errorf("%s: step %d is %+v, want %+v", name, i, step, want)
			}
		}
		f.wantCalls("spin", c.spin)
		f.wantCalls("gcc", "-O0 -DSAFETY -DNOREDUCE -DMEMLIM=16384 -DVECTORSZ=1024 -DREACH -o pan pan.c")
		f.wantCalls("pan", bisected(c.shorten, 21, c.shortest, depth-c.shortest)...)
	}
}

// bisected are the calls of pan that find a shortest run, where the first one has so many steps, and the stack needs
// room for so many transitions more.
func bisected(shorten bool, steps, shortest, more int) []string {
	calls := []string{"-n -m10000", "-r -n"}
	for without := 0; shorten && without < steps; {
		middle := (without + steps) / 2
		calls = append(calls, fmt.Sprintf("-n -m%d", middle+more))
		if middle >= shortest {
			steps, calls = middle, append(calls, "-r -n")
		} else {
			without = middle + 1
		}
	}
	return calls
}

// Without a violation there is no trail, and what is no full search is none at all.
func TestThereIsNoTrailWithoutAViolation(t *testing.T) {
	nothingLeft(t)
	plain := goodOutput[:strings.Index(goodOutput, "quesera:")] // nothing counts in such a search
	deep := "echo 'error: max search depth too small'\n"
	for name, c := range map[string]struct {
		pan   string
		calls int
		want  string // the error; "": none
	}{
		"none":      {prints(plain), 1, ""},
		"too deep":  {deep + prints(plain), 3, "runs are longer than the search stack"},
		"then none": {"case $2 in -m10000) " + deep + ";; esac\n" + prints(plain), 2, ""},
		"another": {prints("pan:1: invalid array index (at depth 3)\n" + plain), 1,
			"the model stops: invalid array"},
		"incomplete": {prints(plain + "Interrupted\n"), 3, "inconclusive: Interrupted"},
		"killed":     {"kill -9 $$", 3, "pan died"},
		"no replay":  {"case $1 in -r) kill -9 $$;; esac\n" + runs(1, 5, 2, "X_P1_holds"), 6, "pan died"},
		"wrong label": {"case $1 in -r) echo take 7: Up x=1; exit;; esac\n" + runs(1, 5, 2, "X_P1_holds"), 2,
			`"take 7: Up x=1"`},
	} {
		s, f := works(t, c.pan)
		trail, err := s.Trail(t.Context(), fakeModel(), -1, true, Options{})
		if trail != nil || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v, want %q", name, trail, err, c.want)
		}
		if got := len(f.calls("pan")); got != c.calls {
			t.Errorf("%s: pan is called %d times, want %d", name, got, c.calls)
		}
	}
	defer func(before int) { most = before }(most)
	most = 5
	s, _ := works(t, runs(4, 5, 9, "X_P1_holds"))
	if trail, err := s.Trail(t.Context(), fakeModel(), -1, false, Options{}); trail != nil ||
		!errors.As(err, new(*IncompleteError)) || !strings.Contains(err.Error(), flooded) {
		t.Errorf("a replay without end: %+v, %v", trail, err)
	}
	s, _ = works(t, runs(4, 5, 5, "X_P1_holds"))
	if trail, err := s.Trail(t.Context(), fakeModel(), -1, false, Options{}); err != nil || len(trail.Steps) != 5 {
		t.Errorf("a replay of as many steps: %+v, %v", trail, err)
	}
}

// A shorter run is looked for until none can be there; what goes wrong meanwhile is an error, unless the search was
// only not finished.
func TestShorteningEndsInEachCase(t *testing.T) {
	nothingLeft(t)
	const first = "case \"$2\" in -n|-m10000) ;; *) "
	for name, c := range map[string]struct {
		pan   string
		steps int // 0: an error
	}{
		"refused":    {first + prints("pan:1: invalid array index (at depth 3)\n"+goodOutput) + "\n exit;; esac\n", 0},
		"incomplete": {first + "exit;; esac\n", 6},
		"none":       {first + prints(goodOutput) + "\nexit;; esac\n", 6},
	} {
		s, _ := works(t, c.pan+runs(4, 5, 6, "X_P1_holds"))
		trail, err := s.Trail(t.Context(), fakeModel(), -1, true, Options{})
		if (err != nil) != (c.steps == 0) || (trail == nil) != (c.steps == 0) ||
			trail != nil && len(trail.Steps) != c.steps {
			t.Errorf("%s: %+v, %v, want %d steps", name, trail, err, c.steps)
		}
	}
	same, f := works(t, strings.Replace(runs(1, 5, 6, "X_P1_holds"), "steps=$((", "steps=$((9 + ", 1)) // never shorter
	if trail, err := same.Trail(t.Context(), fakeModel(), -1, true, Options{}); err != nil || len(trail.Steps) != 6 ||
		len(f.calls("pan")) > 2*4 {
		t.Errorf("%+v, %v, %q", trail, err, f.calls("pan"))
	}
	none, f := works(t, strings.Replace(runs(1, 5, 6, "X_P1_holds"), ">DIR/found", ">/dev/null; echo 0 >DIR/found", 1))
	if trail, err := none.Trail(t.Context(), fakeModel(), -1, true, Options{}); err != nil || len(trail.Steps) != 0 ||
		len(f.calls("pan")) != 2 {
		t.Errorf("of no steps: %+v, %v, %q", trail, err, f.calls("pan"))
	}
}

// A label is that of an action, with its arguments, and what each error says is for people.
func TestLabelsAndErrorsAreRead(t *testing.T) {
	m := fakeModel()
	for label, want := range map[string]explore.Taken{"take 0: Up x=2": {Args: spec.Args{2}}, "take 1: Down": {Action: 1},
		"take 0: Up x=0": {}, "take 0: Up x=65535": {Args: spec.Args{65535}}} {
		if got, err := parseLabel(m, label); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", label, got, err)
		}
	}
	for _, label := range []string{"take 2: Down", "take 1: Down x=1", "take 1: Up x=1", "take 0: Up", "take 0: Up x",
		"take 0: Up x=", "take 0: Up x=1 y=2", "take 0: Down x=1", "take 0:", "take", "take 0: ",
		"take -1: Down", "Up x=1"} {
		if got, err := parseLabel(m, label); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", label)) {
			t.Errorf("%s: %+v, %v", label, got, err)
		}
	}
	for want, err := range map[string]error{"promela: not run: spin is missing": &MissingError{"spin"},
		"promela: not run: gcc does not work: no": &BrokenError{"gcc", "no"},
		"promela: inconclusive: why":              &IncompleteError{"why"},
		"promela: the model stops: why":           &RefusedError{"why"},
		"promela: violated: X-P1":                 &ViolationError{0, "X-P1"}} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
		if is := strings.Contains(want, "not run"); NotRun(err) != is || NotRun(fmt.Errorf("wrapped: %w", err)) != is {
			t.Errorf("%v was run: %v", err, !is)
		}
	}
	if NotRun(nil) || NotRun(os.ErrNotExist) {
		t.Error("an error about something else is one about tools")
	}
}
