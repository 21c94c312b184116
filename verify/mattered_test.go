package verify_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/verify"
)

// climb counts to Top. It has an invariant that says something of the states from Said on only.
type climb struct {
	N uint8 `max:"Top"`
}

type climbConfig struct {
	Nodes, Top uint8
	said       uint8
	broken     bool // the invariant fails at the top
}

func (c climbConfig) CanUp(s *climb, x uint8) bool { return s.N < c.Top }
func (c climbConfig) Up(s *climb, x uint8)         { s.N++ }
func (c climbConfig) High(s *climb) bool           { return s.N >= c.said }
func (c climbConfig) Good(s *climb) bool           { return !c.broken || s.N < c.Top }
func (c climbConfig) AtTop(s *climb) bool          { return s.N == c.Top }

// climbing is a check of a climb to 60 with the conditional T-P1, the unconditional T-P2 and T-S1.
func climbing(said uint8, broken bool) verify.Check {
	m := spec.MethodsOf[climb](climbConfig{1, 60, said, broken})
	sp := &spec.Spec[climb]{Name: "climb", Config: climbConfig{1, 60, said, broken},
		Actions: []spec.Action[climb]{m.Act("Up", "", spec.Numbers("x", 1))},
		Props: []spec.Property[climb]{m.When("High").Always("T-P1", "", "it is good", "Good"),
			m.Possible("T-S1", "", "it gets there", "AtTop")}}
	return verify.Check{Protocol: "climb", Bounds: "to 60", System: verify.NewSystem(sp)}.Reduced()
}

// A row says in how many states its property said anything. None is no verdict, unless the check says why, and a reason
// that a state refutes is a failure. A failure stays one, and so does what was not searched.
func TestAPropertyThatNeverMattersSaysNothing(t *testing.T) {
	const why = "it stops below"
	all := verify.Options{}
	for _, c := range []struct {
		name     string
		check    verify.Check
		options  verify.Options
		want     spec.Verdict
		mattered uint64
		claim    string
	}{
		{"some states", climbing(50, false), all, spec.Holds, 11, "it is good"},
		{"one state", climbing(60, false), all, spec.Holds, 1, "it is good"},
		{"none", climbing(61, false), all, spec.Inconclusive, 0, "never matters here: it is good"},
		{"none, and why", climbing(61, false).NeverMatters("T-P1", why), all, spec.Holds, 0,
			"it is good; it never matters here: " + why},
		{"a reason for another one", climbing(61, false).NeverMatters("T-P2", why), all, spec.Inconclusive, 0,
			"never matters here: it is good"},
		{"a wrong reason", climbing(60, false).NeverMatters("T-P1", why), all, spec.Violated, 1,
			"matters here, though it should not (" + why + "): it is good"},
		{"a failure", climbing(50, true), all, spec.Violated, 11, "it is good"},
		{"a failure, and a reason", climbing(50, true).NeverMatters("T-P1", why), all, spec.Violated, 11, "it is good"},
		{"a failure that must be", climbing(50, true).MustFail("T-P1"), all, spec.Holds, 11,
			"fails here, as it must: it is good"},
		{"not searched to the end", climbing(1, false), verify.Options{Memory: 1}, spec.Inconclusive, 0, "it is good"},
		{"not searched, and why", climbing(1, false).NeverMatters("T-P1", why), verify.Options{Memory: 1},
			spec.Inconclusive, 0, "it is good"},
	} {
		rows, says := run(t, c.check, c.options)
		if r := rows[0]; r.Property != "T-P1" || r.Verdict != c.want || r.Mattered == nil || *r.Mattered != c.mattered ||
			r.Claim != c.claim {
			t.Errorf("%s: %q; %+v, want %v, mattered in %d states, %q", c.name, says, r, c.want, c.mattered, c.claim)
		}
	}
}

// A property without a condition, and what happens sometimes, has no such number. That it never matters is refused.
func TestAPropertyWithoutAConditionAlwaysMatters(t *testing.T) {
	rows, _ := run(t, good().NeverMatters("TOKEN-P1", "none").NeverMatters("TOKEN-S1", "none"), verify.Options{})
	for _, r := range rows {
		switch r.Property {
		case "TOKEN-P1", "TOKEN-S1":
			if r.Mattered != nil || r.Verdict != spec.Violated {
				t.Errorf("%+v, want no number, and violated", r)
			}
		case "TOKEN-P2":
			if r.Mattered == nil || *r.Mattered != 1 || r.Verdict != spec.Holds {
				t.Errorf("%+v, want it to have mattered in 1 state", r)
			}
		}
	}
}

// The table has the number beside each invariant with a condition, and JSON has it and the reason, a zero too.
func TestWhereAPropertyMatteredIsShown(t *testing.T) {
	rows, _ := run(t, climbing(61, false).NeverMatters("T-P1", "it stops below"), verify.Options{})
	var out, line bytes.Buffer
	table := verify.NewTable(&out, nil, 0)
	for _, r := range append(rows, verify.Row{Mattered: new(uint64(1_234_567))}) {
		table.Add(r)
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{"MATTERED", "  0  ", "", "  1,234,567  "} {
		if !strings.Contains(lines[i], want) || i == 2 && strings.Contains(lines[i], "  0  ") {
			t.Errorf("line %d of the table: %q, want %q", i, lines[i], want)
		}
	}
	verify.PrintJSON(&line, rows[0])
	var object map[string]any
	if err := json.Unmarshal(line.Bytes(), &object); err != nil || object["mattered"] != 0.0 ||
		object["idle"] != "it stops below" {
		t.Errorf("%s, %v", line.String(), err)
	}
	line.Reset()
	if verify.PrintJSON(&line, rows[1]); strings.Contains(line.String(), "mattered") {
		t.Errorf("of what happens sometimes: %s", line.String())
	}
}

// A property that fails where its condition says that it says nothing is a mistake of the spec, and no verdict.
func TestAConditionThatHidesAFailureIsRefused(t *testing.T) {
	_, err := climbing(61, true).System.Explore(explore.Options{})
	if err == nil || !strings.Contains(err.Error(), "T-P1 fails in a state in which it says nothing (High)") {
		t.Errorf("error %v", err)
	}
}
