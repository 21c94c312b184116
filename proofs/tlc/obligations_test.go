package tlc

import (
	"cmp"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"quesera/proofs/firstorder"
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
	"TLC-I2":  "I2",
	"TLC-I3":  "I3",
	"TLC-I4":  "I4",
	"TLC-I5":  "I5 I2",
	"TLC-I6":  "I6 I5 I2",
	"TLC-I7":  "I7(j,s) I5",
	"TLC-I8":  "I8(j,s,r) I7(j,r)",
	"TLC-I9":  "I9(j,s) I7(j,s) I5 +t_m-some",
	"TLC-I10": "I10(j,s) I9(j,s)",
	"TLC-P1":  "P1(j,s)",
	"TLC-I11": "I11(j,s,r) P1(j,r)",
	"TLC-P2":  "P2 I2 I3 I4",
	"TLC-I12": "I12(j,i,s,r) I8(j,s,r) P2(j,i,r) P2 I2 I3(_,i,r) I4(_,i,r) I16(j,s)",
	"TLC-I13": "I13(j,s) I2(j,s) I16(j,s)",
	"TLC-I16": "I16(j,s)",
	"TLC-I14": "I14",
	"TLC-P3":  "P3 I14",
	"TLC-I15": "I15(i,s) I2 I3(_,i,s) I16(_,s+1)",
}

// jumped says what it rests on that who jumps keeps them (TLC §2.4). Nodes and steps that are no variables of the
// invariant are those of the action.
var jumped = map[string]string{
	"TLC-I2":  "I2",
	"TLC-I3":  "I3 I16(of,up) I3(of,of,up)",
	"TLC-I4":  "I4 I16(of,up) I3(of,of,up)",
	"TLC-I5":  "I5 I4 I16(of,up) I3(of,of,up)",
	"TLC-I6":  "I6",
	"TLC-I7":  "I7(j,s) I8(of,up,s)",
	"TLC-I8":  "I8(j,s,r) I7(j,r) I8(of,up,r)",
	"TLC-I9":  "I9(j,s) I7(j,s) I8(of,up,s) +t_m-some",
	"TLC-I10": "I10(j,s)",
	"TLC-P1":  "P1(j,s) I11(of,up,s) I3(of,of,up)",
	"TLC-I11": "I11(j,s,r) P1(j,r) I11(of,up,r) I3(of,of,up)",
	"TLC-P2":  "P2(j,i,s) I12(of,i,up,s) I3(_,i,s) I16(of,up) I3(of,of,up)",
	"TLC-I12": "I12(j,i,s,r) I12(of,i,up,r) P2(j,i,r) I8(i,r,_) I8(j,s,_) I3(_,i,r) I16(of,up) I16(j,s) I3(of,of,up)",
	"TLC-I13": "I13(j,s) I16(j,s) I16(of,up) I3(of,j,s) I8(j,s,_) I3(of,of,up)",
	"TLC-I16": "I16(j,s) I8(j,s,_)",
	"TLC-I14": "I14 I7 I2",
	"TLC-P3":  "P3(i,s) I4(of,i,s) I16(of,up) I3(of,of,up)",
	"TLC-I15": "I15(i,s) I2 I3(_,i,s) I16(_,s+1)",
}

// implied says what the proof of each guarantee to majorities rests on.
var implied = map[string]string{
	"TLC-P4": "P1(x,s) I6(x,s) I3(x,_,s) +t_m-majority",
	"TLC-P5": "P3(i,s) I15(i,s) +t_w-majority +overlap",
	"TLC-P6": "P3(i,s) P1(j,s+1) I11(j,s+2,s+1) I6(j,s+1) I12(j,_,s+2,s+1) P2(j,_,s+1) I16(j,s+2) I3(j,_,s+1)" +
		" +t_m-majority +t_w-majority +overlap",
}

// axioms says what the proof of each axiom of the contract rests on.
var axioms = map[string]string{
	"CLK-P1": "P1(j,s) I11(j,s+1,s) I10(j,s)",
	"CLK-P2": "I4 P3(i,s)",
	"CLK-P3": "P2 I12",
	"CLK-P4": "I13(j,s) I2(j,s) I16(j,s)",
	"CLK-P5": "I6(j,s)",
	"CLK-P6": "I7(j,s) I8(j,r,s)",
}

// asOutcome are the parts of a state that are the fields of its outcome (outcomeOf).
var asOutcome = map[string]string{"Step": "Step", "Knows": "View", "Carried": "AtRaw"}

// needed names, for each invariant, an obligation that cannot be met without it: that an action keeps another
// invariant, or that a property or an axiom follows.
var needed = map[string]string{
	"TLC-I2":  "TLC-I5/Certify",
	"TLC-I3":  "TLC-P2/Certify",
	"TLC-I4":  "TLC-P2/Certify",
	"TLC-I5":  "TLC-I6/DeliverCert",
	"TLC-I6":  "TLC-P4",
	"TLC-I7":  "TLC-I8/Certify",
	"TLC-I8":  "TLC-I12/Certify",
	"TLC-I9":  "TLC-I10/DeliverCert",
	"TLC-I10": "CLK-P1",
	"TLC-P1":  "TLC-I11/Certify",
	"TLC-I11": "CLK-P1",
	"TLC-P2":  "TLC-I12/Certify",
	"TLC-I12": "TLC-P6",
	"TLC-I13": "CLK-P4",
	"TLC-I16": "TLC-P6",
	"TLC-I14": "TLC-P3/Certify",
	"TLC-P3":  "TLC-P5",
	"TLC-I15": "TLC-P5",
}

// everyN is what the proofs for every n are about: the sources of spec/tlc and spec/clock as formulas.
type everyN struct {
	theory   *firstorder.Theory
	contract *firstorder.Theory
	proof    *firstorder.Proof
	start    []firstorder.Definition
	actions  map[string]*firstorder.Transition
	refused  map[string]error // what could not be translated, by name
}

// three is the group in whose spec the actions and properties are named, and in which counterexamples are looked for
// first.
var three = tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Jumps: true, Horizon: 2}

// short is the name of an invariant in an argument.
func short(id string) string { return strings.TrimPrefix(id, "TLC-") }

var translated = sync.OnceValue(func() *everyN {
	e := &everyN{actions: map[string]*firstorder.Transition{}, refused: map[string]error{}}
	sp := three.Spec()
	e.theory, e.refused["spec/tlc"] = theoryOf(sp.Source)
	e.contract, e.refused["spec/clock"] = theoryOf(contractOf(three).Spec().Source)
	if e.refused["spec/tlc"] != nil || e.refused["spec/clock"] != nil {
		return e
	}
	e.proof = &firstorder.Proof{Theory: e.theory, Facts: map[string]*firstorder.Term{}, Axioms: quorums,
		Always: []firstorder.Named{
			{Name: "there is a step", Formula: firstorder.Axiom("(<= 1 Horizon)")},
			{Name: "steps are natural numbers", Formula: firstorder.Axiom("(forall ((j Node)) (<= 0 (Step j)))")},
		}}
	for _, p := range three.Inductive() {
		e.proof.Facts[short(p.ID)], e.refused[p.ID] = e.theory.Predicate(p.Method, e.theory.State(""))
	}
	for _, a := range sp.Actions {
		e.actions[a.Name], e.refused[a.Name] = e.theory.Action(a.Name)
	}
	e.start, e.refused["Start"] = e.theory.Start()
	return e
})

func theoryOf(files fs.FS) (*firstorder.Theory, error) {
	return firstorder.New(firstorder.Source{Files: files, Thresholds: families, Fixed: witnessed})
}

// An obligation is one to be met, and what its counterexamples would contradict.
type obligation struct {
	firstorder.Obligation
	claim  spec.Claim
	action string // that leads to the state that is spoken of; "": none
	holds  func(c tlc.Config, st *tlc.State) bool
}

// obligation is the one of a name: "TLC-I7/DeliverRaw" and "TLC-I7/Start" that the action keeps the invariant, and
// that it holds at the start; "TLC-P6" and "CLK-P1" that a property, or an axiom of the contract, follows from the
// invariants.
func (e *everyN) obligation(t *testing.T, name string) obligation {
	t.Helper()
	e.must(t, "spec/tlc", "spec/clock")
	id, action, _ := strings.Cut(name, "/")
	for _, axiom := range contractOf(three).Axioms() {
		if axiom.ID == id {
			return e.axiom(t, axiom)
		}
	}
	for _, p := range append(three.Inductive(), three.Spec().Props...) {
		if p.ID != id {
			continue
		}
		o := obligation{claim: p.Claim, action: action, holds: func(c tlc.Config, st *tlc.State) bool {
			return spec.MethodsOf[tlc.State](c).Predicate(p.Method).Holds(st)
		}}
		switch action {
		case "":
			o.Goal, o.By = e.predicate(t, p.Method, ""), implied[id]
		case "Start":
			e.must(t, "Start")
			o.Next, o.Goal, o.By = e.start, e.predicate(t, p.Method, firstorder.Next), "+t_m-some"
		default:
			e.must(t, action)
			by := argument
			if action == "Adopt" {
				by = jumped
			}
			o.Obligation = e.actions[action].Inductive(e.theory, e.predicate(t, p.Method, firstorder.Next), by[id])
		}
		return o
	}
	t.Fatalf("there is no property %s", id)
	return obligation{}
}

// axiom is the obligation that an axiom of the contract follows from the invariants.
func (e *everyN) axiom(t *testing.T, p spec.Property[clock.State]) obligation {
	t.Helper()
	goal, err := e.contract.Predicate(p.Method, firstorder.Seen(e.theory.State(""), asOutcome))
	if err != nil {
		t.Fatal(err)
	}
	return obligation{
		Obligation: firstorder.Obligation{Goal: goal, By: axioms[p.ID]},
		claim:      p.Claim,
		holds: func(c tlc.Config, st *tlc.State) bool {
			out := outcomeOf(st)
			return spec.MethodsOf[clock.State](contractOf(c)).Predicate(p.Method).Holds(&out)
		},
	}
}

// must stops a test that needs what could not be translated.
func (e *everyN) must(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
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

// meet has the solvers meet an obligation. Where they do not, the test fails and tells why, in a small group if it
// can be.
func (e *everyN) meet(t *testing.T, o obligation) {
	t.Helper()
	e.proof.Prove(t, o.Obligation, func() string {
		words, err := e.counterexample(o)
		if err != nil {
			return err.Error()
		}
		return cmp.Or(words, "no counterexample among three nodes and three steps")
	})
}

// counterexample is one among three nodes, in words, and "" if there is none.
func (e *everyN) counterexample(o obligation) (string, error) {
	for k := range 4 * (tlc.MaxSteps - three.Horizon + 1) {
		c := three
		c.Horizon, c.Exact, c.Jumps = three.Horizon+k/4, k%2 == 1, k&2 == 0
		g, err := e.theory.Group(c)
		if err != nil {
			return "", err
		}
		found, err := firstorder.Counterexample[tlc.State](g, e.proof, o.Obligation)
		if err != nil {
			return "", err
		}
		if found != nil {
			return inWords(c, o, found)
		}
	}
	return "", nil
}

// inWords tells what a solver found, after the spec itself has judged it.
func inWords(c tlc.Config, o obligation, found *firstorder.Found[tlc.State]) (string, error) {
	sp := c.Spec()
	lines := []string{fmt.Sprintf("%s, %s, fails with n=%d t_m=%d t_w=%d:",
		o.claim.ID, o.claim.Text, c.Nodes, c.MessageThreshold, c.WitnessThreshold)}
	after := found.State
	if o.action == "Start" {
		after = sp.Init
	}
	lines = append(lines, sp.Describe(&after)...)
	for k := range sp.Actions {
		if a := &sp.Actions[k]; a.Name == o.action {
			var args spec.Args
			for i, param := range a.Params {
				args[i] = uint16(found.Params[param.Name])
			}
			if !a.Can(&found.State, args) {
				return "", fmt.Errorf("the solver's counterexample is none: %s is not enabled in %+v", a.Format(args), found.State)
			}
			a.Do(&after, args)
			lines = append(append(lines, a.Format(args)), sp.Describe(&after)...)
		}
	}
	if o.holds(c, &after) {
		return "", fmt.Errorf("the solver's counterexample is none: %s holds in %+v", o.claim.ID, after)
	}
	return strings.Join(lines, "\n"), nil
}
