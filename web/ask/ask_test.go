package ask

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/walk"
	"quesera/verify"
)

// Lines as "quesera verify" prints them are read, and configurations are always named by the same words.
func TestLinesAreRead(t *testing.T) {
	for line, want := range map[string]Place{
		"quesera verify qsc3 -n 4 -t 2 --unsafe --replay '0.0.1'":     {Words: "qsc3 -n=4 -t=2 --unsafe", Schedule: "0.0.1"},
		"  replay: bin/quesera verify qsc3 --unsafe -t2 --nodes=4 \n": {Words: "qsc3 -n=4 -t=2 --unsafe"},
		"qsc3 -n=4 -t=2 --unsafe":                                     {Words: "qsc3 -n=4 -t=2 --unsafe"},
		`verify tlc --bounds "n=3 t=2, 1 step"`:                       {Words: "tlc --bounds 'n=3 t=2, 1 step'"},
		"tlc":                                                         {Words: "tlc --bounds 'n=3 t=2, 1 step'"},
		"tlc --replay 1.2": {Words: "tlc --bounds 'n=3 t=2, 1 " +
			"step'", Schedule: "1.2"},
		"tlc -n 3 -t 2 --steps 2": {Words: "tlc -n=3 -t=2 --steps=2"},
		"strawman -n 3 -t 2 --rule 4 --asks next --tied=false --asks ''": {Words: "strawman --asks= -n=3 " +
			"--rule=4 -t=2 --tied=false"},
	} {
		if got, err := read(line); err != nil || got.Words != want.Words && !sameWords(got.Words, want.Words) ||
			got.Schedule != want.Schedule || got.check.System == nil || got.check.Protocol == "" {
			t.Errorf("%s: %+v, %v, want %+v", line, got, err, want)
		}
	}
	for line, want := range map[string]string{
		"": "which protocol?", "quesera verify": "which protocol?", "raft": `unknown protocol "raft"`,
		"beacon -n 3": "has no abstract spec", "tlc -n 3": "-n and -t go together",
		"tlc --rounds 3": "unknown flag: --rounds",
		"tlc tlc":        `"tlc" is one word too many`, "tlc --bounds 'n=3": "not closed",
		"tlc --bounds n=99":                        `has no "n=99"`,
		"tlc -n 3 -t 2 --bounds 'n=3 t=2, 1 step'": "want one of the two", "tlc --replay 0.x": "choice 2",
		"qsc3 -n 4 -t 2": "no majority",
	} {
		if got, err := read(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want %q", line, got, err, want)
		}
	}
}

// sameWords reports whether two lines have the same words in any order.
func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// asked is the answer to a question.
func asked[T any](t *testing.T, g *Guide, q Question) (answer T) {
	t.Helper()
	text, _ := json.Marshal(q)
	if err := json.Unmarshal(g.Answer(text), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

type failure struct{ Error string }

// Every configuration of the catalogue is offered by words that are read as that one.
func TestEveryConfigurationIsOffered(t *testing.T) {
	g, offered := &Guide{}, 0
	protocols := asked[[]Protocol](t, g, Question{Ask: "protocols"})
	for i, p := range catalogue.Verified() {
		checks := slices.DeleteFunc(slices.Clone(p.Checks()), func(c verify.Check) bool { return c.Fair })
		for k, c := range checks {
			offered++
			claims := slices.DeleteFunc(c.System.Properties(), func(p verify.Property) bool {
				return p.Kind == spec.Eventually
			})
			words := protocols[i].Configurations[k]
			opened := asked[Opened](t, g, Question{Ask: "open", Words: words.Words})
			if words.Bounds != c.Bounds || opened.Bounds != c.Bounds || opened.Protocol != p.Name || words.Unsafe != c.Unsafe ||
				opened.Headline != c.Headline || len(opened.Props) != len(claims) || opened.Nodes == 0 {
				t.Errorf("%v: %+v, %+v", c, words, opened)
			}
		}
		if len(protocols[i].Configurations) != len(checks) || len(protocols[i].Flags) == 0 || protocols[i].Title != p.Title {
			t.Errorf("%+v", protocols[i])
		}
	}
	if offered < 50 {
		t.Errorf("%d configurations", offered)
	}
}

// The runs that the catalogue calls worth a look end where an invariant fails that has held until then.
func TestRunsShowFailures(t *testing.T) {
	g, runs := &Guide{}, 0
	for _, p := range catalogue.Verified() {
		for _, r := range p.Runs {
			runs++
			place := asked[Place](t, g, Question{Ask: "read", Line: r.Line})
			end := asked[walk.Position](t, g, Question{Ask: "at", Words: place.Words, Schedule: place.Schedule})
			opened, failed := asked[Opened](t, g, Question{Ask: "open", Words: place.Words}), 0
			for i, s := range end.Standings {
				if opened.Props[i].Kind == spec.Invariant && !s.Holds && s.First == len(end.Steps) {
					failed++
				}
			}
			if failed == 0 || len(end.Steps) == 0 || r.Title == "" {
				t.Errorf("%+v: %+v", r, end.Standings)
			}
		}
	}
	if runs == 0 {
		t.Error("no run is worth a look")
	}
}

// A search says what it found in words of the whole run; and it is watched, and stops.
func TestSearchesAreAnswered(t *testing.T) {
	const words = "qsc3 -n 2 -t 1 --unsafe"
	found := asked[Finding](t, &Guide{}, Question{Ask: "search", Words: words, Schedule: "0.0", Property: "QSC3-P5"})
	end := asked[walk.Position](t, &Guide{}, Question{Ask: "at", Words: words, Schedule: found.Schedule})
	if !found.Any || found.Property != "QSC3-P5" || !strings.HasPrefix(found.Schedule, "0.0.") || len(end.Steps) < 3 {
		t.Errorf("%+v", found)
	}
	none := asked[Finding](t, &Guide{}, Question{Ask: "search", Words: "qsc3 -n 3 -t 2", Property: "QSC3-P5", States: 100})
	if none.Any || none.Complete || none.Schedule != "" || none.States < 100 || none.States > 50_000 {
		t.Errorf("%+v", none)
	}
	stop, watched := make(chan struct{}), 0
	g := &Guide{Stop: stop, Watch: func(explore.Progress) {
		if watched++; watched == 1 {
			close(stop)
		}
	}}
	stopped := asked[Finding](t, g, Question{Ask: "search", Words: "qsc3 -n 3 -t 2", Property: "QSC3-P5"})
	if watched == 0 || stopped.Any || stopped.Complete {
		t.Errorf("watched %d times: %+v", watched, stopped)
	}
}

// What cannot be answered is refused with a reason, and what was open stays so.
func TestQuestionsAreRefused(t *testing.T) {
	g := &Guide{}
	for _, c := range []struct {
		q    Question
		want string
	}{
		{Question{Ask: "what", Words: "tlc"}, `ask = "what"`},
		{Question{Ask: "at", Words: "raft"}, "unknown protocol"},
		{Question{Ask: "at", Words: "tlc", Schedule: "0.1000"}, "choice 2"},
		{Question{Ask: "at", Words: "tlc", Schedule: "x"}, "choice 1"},
		{Question{Ask: "search", Words: "tlc", Schedule: "x"}, "choice 1"},
		{Question{Ask: "search", Words: "tlc", Schedule: "1000"}, "choice 1"},
	} {
		if got := asked[failure](t, g, c.q); !strings.Contains(got.Error, c.want) {
			t.Errorf("%+v: %q, want %q", c.q, got.Error, c.want)
		}
	}
	if got := string(g.Answer([]byte("{"))); !strings.HasPrefix(got, `{"Error":`) {
		t.Error(got)
	}
	if p := asked[walk.Position](t, g, Question{Ask: "at", Words: "tlc"}); len(p.Enabled) == 0 {
		t.Errorf("%+v", p)
	}
}
