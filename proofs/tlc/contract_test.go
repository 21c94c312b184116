package tlc

import (
	"fmt"
	"sync"
	"testing"

	proofs "quesera/proofs/clock"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/tlc"
)

// contractOf is the contract that a message-level clock is held to.
func contractOf(c tlc.Config) clock.Config {
	return clock.Config{Nodes: c.Nodes, MessageThreshold: c.MessageThreshold, WitnessThreshold: c.WitnessThreshold,
		Unwitnessed: c.Unwitnessed, Late: true, Exact: c.Exact, Jumps: c.Jumps, Horizon: c.Horizon}
}

// outcomeOf maps a state of the message-level spec to one of the contract: the same views. What is in
// flight and who acknowledged what is left out, and once all have reached the horizon nothing else is left.
func outcomeOf(st *tlc.State) clock.State {
	out := clock.State{Step: st.Step}
	for j, v := range st.View {
		out.Knows[j] = clock.View(v)
	}
	for s := range st.AtRaw {
		for j, v := range st.AtRaw[s] {
			out.Carried[s][j] = clock.View(v)
		}
	}
	return out
}

// group is a clock with witnesses.
func group(n, tm, tw, horizon uint8) tlc.Config {
	return tlc.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Horizon: horizon}
}

// atOnce is one whose nodes leave each step at once.
func atOnce(n, tm, tw, horizon uint8) tlc.Config {
	c := group(n, tm, tw, horizon)
	c.Exact = true
	return c
}

// jumping is the same clock, whose nodes may take over what another one knew.
func jumping(c tlc.Config) tlc.Config {
	c.Jumps = true
	return c
}

// scopeOf is a message-level configuration, the number of outcomes that it has, and whether listing its
// states takes minutes.
type scopeOf struct {
	config   tlc.Config
	symmetry bool
	deep     bool
	states   uint64
	outcomes int // up to renaming, under symmetry
}

var scopes = []scopeOf{
	{config: group(3, 2, 2, 1), states: 112923, outcomes: 120},
	{config: group(2, 1, 2, 2), states: 4029, outcomes: 70},
	{config: group(2, 2, 1, 2), states: 917, outcomes: 1},
	{config: atOnce(3, 2, 2, 1), states: 13536, outcomes: 62},
	{config: atOnce(3, 2, 1, 1), states: 17060, outcomes: 76},
	{config: atOnce(3, 1, 2, 1), states: 610, outcomes: 150},
	{config: atOnce(2, 1, 2, 2), states: 92, outcomes: 29},
	{config: atOnce(2, 1, 1, 3), states: 7279, outcomes: 2244},
	{config: atOnce(2, 2, 1, 3), states: 4251, outcomes: 1},
	{config: atOnce(3, 3, 3, 2), states: 1360020, outcomes: 1},
	{config: atOnce(3, 2, 2, 2), symmetry: true, deep: true, states: 11947705, outcomes: 807},
}

// TLC-R2. Claim: every run of the message-level clock has an outcome that the contract allows (TLC §2.1),
// and in its unfinished states, too, the axioms CLK-P1 to CLK-P6 hold, and CLK-P7 for majorities.
//
// Method: every reachable state; the outcomes of those in which all have reached the horizon are
// looked up in the set that the generator of spec/clock makes, enumerated apart.
func TestEveryOutcomeOfTheMessageLevelClockIsOneOfTheContract(t *testing.T) {
	for _, scope := range scopes {
		if scope.deep && !refine.Deep() {
			t.Logf("%+v: left out, set QUESERA_DEEP=1", scope.config)
			continue
		}
		contract := contractOf(scope.config)
		allowed, judge := proofs.Outcomes(t, contract), proofs.Judge(contract)
		var mu sync.Mutex
		seen := map[clock.State]bool{}
		r := refine.EveryState(t, scope.config.Spec(), scope.symmetry, func(st *tlc.State) error {
			out := outcomeOf(st)
			if err := judge(&out); err != nil || !scope.config.Everyone(st) {
				return err
			}
			if !allowed[out] {
				return fmt.Errorf("the contract has no outcome %+v", out)
			}
			if scope.symmetry {
				out = refine.Least(&out, proofs.Renamed)
			}
			mu.Lock()
			defer mu.Unlock()
			seen[out] = true
			return nil
		})
		if len(seen) != scope.outcomes || r.States != scope.states {
			t.Errorf("%+v: %d outcomes in %d states, want %d in %d; the contract allows %d", scope.config, len(seen), r.States,
				scope.outcomes, scope.states, len(allowed))
		}
	}
}

// TLC-R3. Claim: clocks without witnesses keep the axioms that do not speak of witnesses (TLC §2.2-2.5).
//
// Method: every reachable state, thresholds from one to all.
func TestUnwitnessedClocksKeepTheAxioms(t *testing.T) {
	for _, c := range []tlc.Config{
		{Nodes: 3, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 2},
		{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Horizon: 2},
		{Nodes: 3, MessageThreshold: 3, Unwitnessed: true, Exact: true, Horizon: 3},
		{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Horizon: 2},
		{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 3},
	} {
		judge := proofs.Judge(contractOf(c))
		finished := refine.EveryState(t, c.Spec(), false, func(st *tlc.State) error {
			out := outcomeOf(st)
			return judge(&out)
		})
		if finished.States < 4 {
			t.Errorf("%+v has %d states", c, finished.States)
		}
	}
}

// TLC-R5. Claim: where nodes jump, everybody keeps the axioms all the same, of its own messages those of the steps that
// it does not pass over (TLC §2.1, 2.4).
//
// Method: every reachable state of small groups, in some of which nodes pass over steps.
func TestClocksWhoseNodesJumpKeepTheAxioms(t *testing.T) {
	passed := 0
	for _, c := range []tlc.Config{
		jumping(group(2, 1, 2, 2)), jumping(group(2, 1, 1, 2)), jumping(atOnce(2, 1, 1, 3)), jumping(atOnce(3, 1, 2, 2)),
		jumping(tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 3}),
	} {
		judge := proofs.Judge(contractOf(c))
		var mu sync.Mutex
		refine.EveryState(t, c.Spec(), false, func(st *tlc.State) error {
			for j := range spec.NodeID(c.Nodes) {
				for s := range st.Step[j] {
					if !st.View[j].Raw[s].Has(j) {
						mu.Lock()
						passed++
						mu.Unlock()
					}
				}
			}
			out := outcomeOf(st)
			return judge(&out)
		})
	}
	if passed < 1000 {
		t.Errorf("in %d states a node has passed over a step, want many", passed)
	}
}
