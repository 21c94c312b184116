package verify_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"quesera/promela/gate/gatetest"
	"quesera/spec"
	"quesera/verify"
	"quesera/verify/internal/token"
)

// passing asks of the ring whether the token comes to the last node, and whether it is lost.
func passing(c token.Config) verify.Check {
	c.Nodes = 3
	return verify.Check{Protocol: "token", Bounds: "n=3", System: verify.NewSystem(c.Spec())}.InFairRuns()
}

// What is claimed of fair runs has rows of both engines. A claim that must fail and does holds; one that must and
// does not, or that should hold and does not, is violated; and what was not decided is inconclusive.
func TestClaimsAboutFairRunsHaveRows(t *testing.T) {
	s := gatetest.Spin(t)
	crash, lost := token.Config{Crashes: 1}, token.Config{Lost: true}
	for _, c := range []struct {
		why   string
		check verify.Check
		o     verify.Options
		want  []string
	}{
		{"it holds", passing(token.Config{}), verify.Options{}, []string{"TOKEN-L1 holds", "TOKEN-L1 not run"}},
		{"it fails", passing(crash), verify.Options{Spin: s}, []string{"TOKEN-L1 violated", "TOKEN-L1 violated"}},
		{"it must fail", passing(crash).MustFail("TOKEN-L1"), verify.Options{},
			[]string{"TOKEN-L1 holds", "TOKEN-L1 not run"}},
		{"its failure is wanted", passing(crash).MustFail("TOKEN-L1"), verify.Options{Failures: true},
			[]string{"TOKEN-L1 violated", "TOKEN-L1 not run"}},
		{"it should fail", passing(token.Config{}).MustFail("TOKEN-L1"), verify.Options{},
			[]string{"TOKEN-L1 violated", "TOKEN-L1 not run"}},
		{"one of two must fail", passing(lost).MustFail("TOKEN-L2"), verify.Options{Spin: s},
			[]string{"TOKEN-L2 holds", "TOKEN-L2 holds"}},
		{"too large", passing(token.Config{}), verify.Options{Spin: s, Memory: 1},
			[]string{"TOKEN-L1 inconclusive", "TOKEN-L1 holds"}},
		{"figures", passing(token.Config{}).Pinned(2, 2), verify.Options{},
			[]string{"TOKEN-L1 holds", "figures holds", "TOKEN-L1 not run"}},
		{"other figures", passing(token.Config{}).Pinned(2, 3), verify.Options{},
			[]string{"TOKEN-L1 holds", "figures violated", "TOKEN-L1 not run"}},
	} {
		if c.o.Memory == 0 {
			c.o.Memory = 1 << 20
		}
		rows, says := run(t, c.check, c.o)
		if !slices.Equal(says, c.want) || rows[0].Bounds != "n=3, fair runs" {
			t.Errorf("%s: %q, want %q, of %+v", c.why, says, c.want, rows)
		}
	}
}

// A fair run that never gets there is shown as what happens once and what happens for ever, and can be followed
// again.
func TestALassoIsShownAndFollowedAgain(t *testing.T) {
	for _, c := range []struct {
		config         token.Config
		id, schedule   string
		loop           int
		prints, replay []string
	}{
		{token.Config{Crashes: 1}, "TOKEN-L1", "/", 0, []string{"A fair run that never gets there:",
			"      and then nothing for ever: of those who do not crash nobody can act"},
			[]string{"TOKEN-L1 is violated for ever from 0 actions on: the last node gets it (example)"}},
		{token.Config{Lost: true}, "TOKEN-L2", "/0.0.0", 0,
			[]string{"      and then, again and again:\n   1  Pass(i=0)  node 0 passes the token on\n   2  " +
				"Pass(i=1)"},
			[]string{"TOKEN-L2 is violated for ever from 0 actions on: the token is lost (example)",
				"TOKEN-L1: explore: this is no fair run that never comes to the goal: the goal holds in a state " +
					"of it"}},
	} {
		again := func(c verify.Check, schedule string) string { return "again " + schedule }
		rows, _ := run(t, passing(c.config).MustFail(c.id), verify.Options{Failures: true, Memory: 1 << 20, Again: again})
		at := slices.IndexFunc(rows, func(r verify.Row) bool { return r.Property == c.id })
		r := rows[at]
		if r.Lasso == nil || *r.Lasso != c.loop || r.Replay != "again "+c.schedule {
			t.Errorf("%s: %+v", c.id, r)
		}
		var out bytes.Buffer
		table := verify.NewTable(&out, nil, 0)
		table.Add(r)
		table.End()
		system := passing(c.config).System
		replay, err := system.Replay(c.schedule)
		if err != nil || !replay.Violated() {
			t.Fatalf("%s: %+v, %v", c.id, replay, err)
		}
		var followed bytes.Buffer
		replay.Print(&followed)
		for text, wanted := range map[string][]string{out.String(): c.prints, followed.String(): c.replay} {
			for _, want := range wanted {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is not in\n%s", c.id, want, text)
				}
			}
		}
	}
}

// A schedule that is no lasso is no answer, and says why; one that cannot be followed is refused.
func TestWhatIsNoLassoIsNotShown(t *testing.T) {
	system := passing(token.Config{Lost: true}).System
	replay, err := system.Replay("0/0")
	if err != nil || replay.Violated() || len(replay.Why) != 2 || len(replay.States) != 3 ||
		!strings.HasSuffix(replay.Why[1], "the cycle does not come back to where it began") {
		t.Errorf("%+v, %v", replay, err)
	}
	for _, wrong := range []string{"1/", "/1", "a/", "/a"} {
		if _, err := system.Replay(wrong); err == nil {
			t.Errorf("%q is followed", wrong)
		}
	}
	still := verify.NewSystem(token.Config{Nodes: 3}.Spec())
	if _, err := still.Replay("0/0.0.0"); err != nil {
		t.Errorf("a check of all states does not follow a lasso: %v", err)
	}
}

// Side by side the engines answer what is claimed of fair runs.
func TestSideBySideAsksOfFairRuns(t *testing.T) {
	s := gatetest.Spin(t)
	var out bytes.Buffer
	v, err := verify.SideBySide(t.Context(), &out, passing(token.Config{Lost: true}),
		verify.Options{Spin: s, Memory: 1 << 20})
	if err != nil || v != spec.Violated {
		t.Fatalf("%v, %v: %s", v, err, out.String())
	}
	for _, want := range []string{"token, n=3, fair runs\n", "TOKEN-L1, in every fair run: holds, says the " +
		"explorer; holds",
		"TOKEN-L2, in every fair run: violated, says the explorer; violated, says Spin.", "again and again"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
