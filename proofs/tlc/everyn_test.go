package tlc

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"quesera/proofs/firstorder"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/tlc"
)

// quorums are the axioms about the families of quorums that a proof may use. The first three say what thresholds are
// taken for (TLC §2.2, 2.7), and the last one is TLC-L1.
var quorums = map[string]firstorder.Axiom{
	"t_m-some":     "(forall ((q Quorum)) (=> (MessageThreshold.quorum q) (exists ((x Node)) (in x q))))",
	"t_m-majority": "(forall ((q Quorum)) (=> (MessageThreshold.quorum q) (Majority.quorum q)))",
	"t_w-majority": "(forall ((q Quorum)) (=> (WitnessThreshold.quorum q) (Majority.quorum q)))",
	"overlap": "(forall ((p Quorum) (q Quorum)) (=> (and (Majority.quorum p) (Majority.quorum q))" +
		" (and (in (shared p q) p) (in (shared p q) q))))",
}

// families are the Config's fields whose quorums the proofs are about, and witnessed the clocks.
var (
	families  = []string{"MessageThreshold", "WitnessThreshold"}
	witnessed = map[string]bool{"Unwitnessed": false}
)

// argument says what the proof of each invariant of spec/tlc rests on, in the words of firstorder.Obligation.
var argument = map[string]string{
	"TLC-I1":  "I1",
	"TLC-I2":  "I2",
	"TLC-I3":  "I3",
	"TLC-I4":  "I4",
	"TLC-I5":  "I5 I2",
	"TLC-I6":  "I6 I5 I2 I3 P2",
	"TLC-I7":  "I7(j,s) I7 I9 I11 I5",
	"TLC-I8":  "I8(j,s,r) I7(j,r)",
	"TLC-I9":  "I9(j,s) I7(j,s) I5(i,s) +t_m-some",
	"TLC-I10": "I10(j,s) I9(j,s) I1",
	"TLC-P1":  "P1(j,s)",
	"TLC-I11": "I11(j,s,r) P1(j,r)",
	"TLC-P2":  "P2 I2 I3 I4",
	"TLC-I12": "I12(j,i,s,r) I8(j,s,r) P2(j,i,r) P2 I2 I3",
	"TLC-I13": "I13(j,s) I2(j,s) P2(j,j,s)",
	"TLC-I14": "I14 I1",
	"TLC-P3":  "P3 I14 I1",
	"TLC-I15": "I15(i,s) I1 I2 I3(_,i,s) P2(_,_,s+1) P2",
}

// everyN is what the proofs for every n are about: the source of spec/tlc as formulas.
type everyN struct {
	theory  *firstorder.Theory
	proof   *firstorder.Proof
	start   []firstorder.Definition
	actions map[string]*firstorder.Transition
	refused map[string]error // what could not be translated, by name
}

// small is the group in whose spec the actions and properties are named, and in which counterexamples are looked for
// first.
var small3 = tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}

// short is the name of an invariant in an argument.
func short(id string) string { return strings.TrimPrefix(id, "TLC-") }

var translated = sync.OnceValue(func() *everyN {
	e := &everyN{actions: map[string]*firstorder.Transition{}, refused: map[string]error{}}
	sp := small3.Spec()
	var err error
	e.theory, err = firstorder.New(firstorder.Source{Files: sp.Source, Thresholds: families, Fixed: witnessed})
	if err != nil {
		e.refused["source"] = err
		return e
	}
	e.proof = &firstorder.Proof{Theory: e.theory, Facts: map[string]*firstorder.Term{}, Axioms: quorums,
		Always: []firstorder.Named{
			{Name: "there is a step", Formula: firstorder.Axiom("(<= 1 Horizon)")},
			{Name: "steps are natural numbers", Formula: firstorder.Axiom("(forall ((j Node)) (<= 0 (Step j)))")},
		}}
	for _, p := range small3.Inductive() {
		fact, err := e.theory.Predicate(p.Method, e.theory.State(""))
		if e.refused[p.ID] = err; err == nil {
			e.proof.Facts[short(p.ID)] = fact
		}
	}
	for _, a := range sp.Actions {
		e.actions[a.Name], e.refused[a.Name] = e.theory.Action(a.Name)
	}
	e.start, e.refused["Start"] = e.theory.Start()
	return e
})

// must stops a test that needs what could not be translated.
func (e *everyN) must(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range append(names, "source") {
		if err := e.refused[name]; err != nil {
			t.Fatal(err)
		}
	}
}

// predicate is a method of the Config as a formula.
func (e *everyN) predicate(t *testing.T, method, prefix string) *firstorder.Term {
	t.Helper()
	f, err := e.theory.Predicate(method, e.theory.State(prefix))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// inductive is the obligation that an action keeps an invariant.
func (e *everyN) inductive(t *testing.T, p spec.Property[tlc.State], action string) firstorder.Obligation {
	t.Helper()
	goal := e.predicate(t, p.Method, firstorder.Next)
	return e.actions[action].Inductive(e.theory, goal, argument[p.ID])
}

// implied says what the proof of each guarantee to majorities rests on.
var implied = map[string]string{
	"TLC-P4": "P1(x,s) I6(x,s) I3(x,_,s) +t_m-majority",
	"TLC-P5": "P3(i,s) I15(i,s) +t_w-majority +overlap",
	"TLC-P6": "P3(i,s) P1(j,s+1) I11(j,s+2,s+1) I6(j,s+1) I12(j,_,s+2,s+1) P2(j,_,s+1) P2(j,j,s+2) I2(j,s+2) I3(j,_,s+1)" +
		" +t_m-majority +t_w-majority +overlap",
}

// follows proves that a property follows from the invariants.
func follows(t *testing.T, id string) {
	t.Helper()
	for _, p := range small3.Spec().Props {
		if p.ID == id {
			e := translated()
			e.must(t)
			e.proof.Prove(t, firstorder.Obligation{Goal: e.predicate(t, p.Method, ""), By: implied[id]}, e.explain(p, ""))
			return
		}
	}
	t.Fatalf("there is no property %s", id)
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

// axioms says what the proof of each axiom of the contract rests on.
var axioms = map[string]string{
	"CLK-P1": "P1(j,s) I11(j,s+1,s) I10(j,s)",
	"CLK-P2": "I4 P3(i,s)",
	"CLK-P3": "P2 I12",
	"CLK-P4": "I13(j,s) I2(j,s) P2(j,j,s)",
	"CLK-P5": "I6(j,s)",
	"CLK-P6": "I7(j,s) I8(j,r,s)",
}

// asOutcome are the parts of a state that are the fields of its outcome (outcomeOf).
var asOutcome = map[string]string{"Step": "Step", "Knows": "View", "Carried": "AtRaw"}

// contractTheory reads the source of the contract, in the words of spec/tlc.
var contractTheory = sync.OnceValues(func() (*firstorder.Theory, error) {
	return firstorder.New(firstorder.Source{Files: contractOf(small3).Spec().Source, Thresholds: families,
		Fixed: witnessed})
})

// TLC-L7. Claim: for every n, all thresholds of at least one and any number of steps, every state of the witnessed
// clock keeps the contract: seen as an outcome it satisfies the axioms CLK-P1 to CLK-P6 (TLC §2.1).
//
// Method: SMT, from the invariants of TLC-L5; the axioms are translated from the Go source of spec/clock.
func TestTheClockKeepsItsContractForEveryN(t *testing.T) {
	for _, axiom := range contractOf(small3).Axioms() {
		t.Run(axiom.ID, func(t *testing.T) {
			e := translated()
			e.must(t)
			th, err := contractTheory()
			if err != nil {
				t.Fatal(err)
			}
			goal, err := th.Predicate(axiom.Method, firstorder.Seen(e.theory.State(""), asOutcome))
			if err != nil {
				t.Fatal(err)
			}
			holds := func(c tlc.Config, st *tlc.State) bool {
				out := outcomeOf(st)
				return spec.MethodsOf[clock.State](contractOf(c)).Predicate(axiom.Method).Holds(&out)
			}
			e.proof.Prove(t, firstorder.Obligation{Goal: goal, By: axioms[axiom.ID]}, e.explained(axiom.Claim, "", holds))
		})
	}
}

// TLC-L5. Claim: for every n, all thresholds of at least one and any number of steps, the invariants TLC-I1 to I15
// and TLC-P1 to P3 hold in every reachable state of the witnessed clock: whoever leaves a step holds a message
// threshold of its certificates, a certified message was seen in its step by a witness threshold, and whoever has a
// message has all that it carries (TLC §2.2-2.6).
//
// Method: induction, SMT: they hold at the start, and each action keeps each of them; one obligation a pair. The
// formulas are translated from the Go source of spec/tlc, thresholds being any families of quorums.
func TestEveryActionKeepsEveryInvariant(t *testing.T) {
	for _, p := range small3.Inductive() {
		t.Run(p.ID, func(t *testing.T) {
			e := translated()
			e.must(t, "Start", p.ID)
			start := firstorder.Obligation{Next: e.start, Goal: e.predicate(t, p.Method, firstorder.Next), By: "+t_m-some"}
			t.Run("Start", func(t *testing.T) {
				t.Parallel()
				e.proof.Prove(t, start, e.explain(p, ""))
			})
			for _, a := range small3.Spec().Actions {
				t.Run(a.Name, func(t *testing.T) {
					e.must(t, a.Name)
					o := e.inductive(t, p, a.Name)
					t.Parallel()
					e.proof.Prove(t, o, e.explain(p, a.Name))
				})
			}
		})
	}
}

// explain tells in words how an action breaks an invariant, in a small group if it can be.
func (e *everyN) explain(p spec.Property[tlc.State], action string) func(firstorder.Obligation) string {
	return e.explained(p.Claim, action, func(c tlc.Config, st *tlc.State) bool {
		return spec.MethodsOf[tlc.State](c).Predicate(p.Method).Holds(st)
	})
}

// explained is explain for any claim about a state.
func (e *everyN) explained(claim spec.Claim, action string,
	holds func(tlc.Config, *tlc.State) bool) func(firstorder.Obligation) string {
	return func(o firstorder.Obligation) string {
		for _, c := range []tlc.Config{small3, {Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}} {
			words, err := e.counterexample(c, claim, action, holds, o)
			if err != nil {
				return err.Error()
			}
			if words != "" {
				return words
			}
		}
		return "no counterexample among three nodes and three steps"
	}
}

// counterexample is one in a group, in words, and "" if there is none. What the solvers found is judged again by the
// spec itself.
func (e *everyN) counterexample(c tlc.Config, claim spec.Claim, action string,
	holds func(tlc.Config, *tlc.State) bool, o firstorder.Obligation) (string, error) {
	g, err := e.theory.Group(c)
	if err != nil {
		return "", err
	}
	sp := c.Spec()
	found, err := firstorder.Counterexample[tlc.State](g, e.proof, o)
	if err != nil || found == nil {
		return "", err
	}
	lines := []string{fmt.Sprintf("%s, %s, fails with n=%d t_m=%d t_w=%d:", claim.ID, claim.Text, c.Nodes,
		c.MessageThreshold, c.WitnessThreshold)}
	lines = append(lines, sp.Describe(&found.State)...)
	after := found.State
	for k := range sp.Actions {
		if a := &sp.Actions[k]; a.Name == action {
			var args spec.Args
			for i, param := range a.Params {
				args[i] = uint16(found.Params[param.Name])
			}
			if !a.Can(&found.State, args) {
				return "", fmt.Errorf("the solver's counterexample is none: %s is not enabled in %+v", a.Format(args), found.State)
			}
			a.Do(&after, args)
			lines = append(lines, a.Format(args))
			lines = append(lines, sp.Describe(&after)...)
		}
	}
	if action == "" && o.Next != nil {
		after = sp.Init
	}
	if holds(c, &after) {
		return "", fmt.Errorf("the solver's counterexample is none: %s holds in %+v", claim.ID, after)
	}
	return strings.Join(lines, "\n"), nil
}

// groups are small enough to look at every state and transition of.
var groups = []tlc.Config{
	{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 3},
	{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 1, Horizon: 3},
	{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 2},
	{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 3},
	{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1},
	{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 1},
}

// TLC-L8. Claim: the formulas from which TLC-L3 to L7 are proved say what the Go of spec/tlc says (TLC §2.2-2.9), and
// the invariants hold where they are assumed to.
//
// Method: every reachable state of small groups: each invariant and property, each guard for all arguments, and each
// part of the state after every transition, formula against Go.
func TestTheFormulasSayWhatTheSpecSays(t *testing.T) {
	e := translated()
	e.must(t)
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
