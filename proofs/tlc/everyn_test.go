package tlc

import (
	"fmt"
	"strings"
	"testing"

	"quesera/proofs/firstorder"
	"quesera/proofs/refine"
	"quesera/spec/tlc"
)

// TLC-L5. Claim: for every n, all thresholds of at least one and any number of steps, the invariants TLC-I2 to I16
// and TLC-P1 to P3 hold in every reachable state of the witnessed clock, also where nodes jump: whoever leaves a step
// holds a message threshold of its certificates, a certified message was seen in its step by a witness threshold, and
// whoever has a message has all that it carries (TLC §2.2-2.6).
//
// Method: induction, SMT: they hold at the start, and each action keeps each of them; one obligation a pair. The
// formulas are translated from the Go source of spec/tlc, thresholds being any families of quorums, and whether nodes
// leave their steps at once, and whether they may jump, being open.
func TestEveryActionKeepsEveryInvariant(t *testing.T) {
	for _, p := range three.Inductive() {
		t.Run(p.ID, func(t *testing.T) {
			start := translated().obligation(t, p.ID+"/Start")
			t.Run("Start", func(t *testing.T) {
				t.Parallel()
				translated().meet(t, start)
			})
			for _, a := range three.Spec().Actions {
				t.Run(a.Name, func(t *testing.T) {
					o := translated().obligation(t, p.ID+"/"+a.Name)
					t.Parallel()
					translated().meet(t, o)
				})
			}
		})
	}
}

// follows proves that a property follows from the invariants.
func follows(t *testing.T, id string) {
	t.Helper()
	translated().meet(t, translated().obligation(t, id))
}

// TLC-L3. Claim: for every n, nobody reaches s+1 before a majority has reached s (TLC §2.8, TLC-P4).
//
// Method: SMT, from the invariants of TLC-L5: whoever has left s holds certificates of step s from a message quorum,
// whose members have reached s; and such a quorum is a majority.
func TestAMajorityReachesAStepFirst(t *testing.T) { follows(t, "TLC-P4") }

// TLC-L4. Claim: for every n, nothing formulated after a majority reached s+1 is witnessed for s (TLC §2.8, TLC-P5).
//
// Method: SMT, from the invariants of TLC-L5: a majority left s without having seen the message, and a certificate
// would need a witness quorum that saw it in time; the two share a node (TLC-L1).
func TestNothingFormulatedTooLateIsWitnessed(t *testing.T) { follows(t, "TLC-P5") }

// TLC-L6. Claim: for every n, every message witnessed for s is known to all who reach s+2 (TLC §2.9, TLC-P6).
//
// Method: SMT, from the invariants of TLC-L5. The witnesses of the message share a node with the senders of the
// certificates on which anybody leaves s+1 (TLC-L1); its message of s+1 carries the message, and is carried on.
func TestWitnessedMessagesReachAllInTwoSteps(t *testing.T) { follows(t, "TLC-P6") }

// TLC-L7. Claim: for every n, all thresholds of at least one and any number of steps, every state of the witnessed
// clock keeps the contract: seen as an outcome it satisfies the axioms CLK-P1 to CLK-P6 (TLC §2.1).
//
// Method: SMT, from the invariants of TLC-L5; the axioms are translated from the Go source of spec/clock.
func TestTheClockKeepsItsContractForEveryN(t *testing.T) {
	for _, axiom := range contractOf(three).Axioms() {
		t.Run(axiom.ID, func(t *testing.T) { follows(t, axiom.ID) })
	}
}

// groups are small enough to look at every state and transition of.
var groups = []tlc.Config{
	group(1, 1, 1, 3), group(2, 2, 1, 2), group(2, 1, 2, 2),
	atOnce(2, 2, 1, 3), atOnce(2, 1, 2, 2), atOnce(2, 1, 1, 3), atOnce(3, 2, 2, 1), atOnce(3, 1, 2, 1),
	jumping(group(2, 1, 2, 2)), jumping(atOnce(2, 1, 1, 3)),
}

// TLC-L8. Claim: the formulas from which TLC-L3 to L7 are proved say what the Go of spec/tlc says (TLC §2.2-2.9), and
// the invariants hold where they are assumed to.
//
// Method: every reachable state of small groups: each invariant and property, each guard for all arguments, and each
// part of the state after every transition, formula against Go.
func TestTheFormulasSayWhatTheSpecSays(t *testing.T) {
	e := translated()
	e.must(t, "spec/tlc")
	for _, c := range groups {
		sp := c.Spec()
		inductive := c.Inductive()
		firstorder.Agree(t, e.theory, sp, append(inductive, sp.Props...))
		refine.EveryState(t, sp, false, func(st *tlc.State) error {
			for _, p := range inductive {
				if !p.Holds(st) {
					return fmt.Errorf("%s fails: %s", p.ID, p.Text)
				}
			}
			return nil
		})
	}
}

// TLC-L10. Claim: none of the invariants of TLC-L5 can be left out (TLC §2.2-2.9).
//
// Method: for each an obligation that without it has a counterexample among three nodes, found by a solver and
// confirmed by the Go of the spec.
func TestEachInvariantIsNeeded(t *testing.T) {
	for _, p := range three.Inductive() {
		t.Run(p.ID, func(t *testing.T) {
			o := translated().obligation(t, needed[p.ID])
			var rest []string
			for _, step := range strings.Fields(o.By) {
				if name, _, _ := strings.Cut(step, "("); name != short(p.ID) {
					rest = append(rest, step)
				}
			}
			o.By = strings.Join(rest, " ")
			words, err := translated().counterexample(o)
			if err != nil || words == "" {
				t.Errorf("%s has no counterexample without %s: %v", needed[p.ID], p.ID, err)
			}
		})
	}
}
