package qsc3

import (
	"strings"
	"testing"

	"quesera/proofs/clock"
	"quesera/proofs/firstorder"
	"quesera/spec/qsc3"
)

// contractOfAnyTwo names the formulas of the contract in arguments. Those that speak of i and j speak of any two nodes.
var contractOfAnyTwo = map[string]string{
	"seen":      "CLK-P4 seen",
	"certified": "CLK-P4 certified",
	"known":     "CLK-P5",
	"heard":     "CLK-P1 leaving step 1",
	"leaving1":  "CLK-P3 leaving step 1",
	"late2":     "CLK-P3 late in step 2",
	"leaving2":  "CLK-P3 leaving step 2",
	"overlap01": "overlap in steps 0 and 1",
	"overlap12": "overlap in steps 1 and 2",
}

// rests says what the proof of each property rests on. The variables of an overlap are the two nodes and the message.
var rests = map[string]string{
	"QSC3-P2": "overlap01(i,j) leaving1(j) known seen(j)",
	"QSC3-P3": "overlap12(i,j) leaving1 leaving2(j)",
	"QSC3-P4": "overlap12(i,j) overlap01(j,i) leaving1 leaving2(j) known seen(i)",
	"QSC3-P5": "overlap12(i,j) overlap01(j,i) leaving1 leaving2(j) known seen(i)",
	"QSC3-P6": "",
	"QSC3-P7": "enough heard(i) certified",
}

// endOfRound is the state of spec/qsc3 at the end of a round of the clock, whose tickets are any: what a node is
// aware of and has confirmed is what it has seen and holds certified of the round's first step, and it has
// reconfirmed what a message that it holds certified of the second step had confirmed (TLC §4.4-4.6). What it is
// aware of is what it had seen on leaving one of the steps: S1, S2 or S3.
func endOfRound(n *firstorder.Term, aware string) any {
	type term = firstorder.Term
	k := firstorder.Constant("k", firstorder.Node)
	return firstorder.Record(map[string]any{
		"Step": firstorder.Natural(qsc3.Steps),
		"Turn": n, // the tickets of all are revealed
		"Knows": firstorder.Array(firstorder.Node, func(j *term) any {
			return firstorder.Record(map[string]any{
				"Seen":      firstorder.Set(func(p *term) *term { return firstorder.Relation(aware, j, p) }),
				"Confirmed": firstorder.Set(func(p *term) *term { return firstorder.Relation("C3", j, p) }),
				"Reconfirmed": firstorder.Set(func(p *term) *term {
					return firstorder.Exists([]*term{k},
						firstorder.And(firstorder.Relation("H3", j, k), firstorder.Relation("C1", k, p)))
				}),
			})
		}),
		"Ticket": firstorder.Array(firstorder.Node, func(p *term) any { return firstorder.Entry("Ticket", p) }),
	})
}

// enoughConfirmed is CLK-P1 of the round's first step, of those from whom anybody heard in the second: each holds as
// many certificates as the message threshold.
func enoughConfirmed() *firstorder.Term {
	i, k := firstorder.Constant("i", firstorder.Node), firstorder.Constant("k", firstorder.Node)
	p := firstorder.Constant("p", firstorder.Node)
	return firstorder.Forall([]*firstorder.Term{i, k}, firstorder.Implies(firstorder.Relation("H2", i, k),
		firstorder.IncludesQuorum("MessageThreshold", p, firstorder.Relation("C1", k, p))))
}

// contract is what TLC-L9 shows of three steps of the clock, for proofs about the spec of the round.
func contract(t *testing.T) *firstorder.Proof {
	t.Helper()
	sp := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 3}.Spec()
	th, err := firstorder.New(firstorder.Source{Files: sp.Source, Thresholds: []string{"MessageThreshold",
		"WitnessThreshold"}})
	if err != nil {
		t.Fatal(err)
	}
	proof := &firstorder.Proof{Theory: th, Facts: map[string]*firstorder.Term{},
		Related: []string{"S1", "S2", "S3", "C1", "C2", "C3", "R2", "R3", "H2", "H3", "K3"}}
	any2 := []*firstorder.Term{firstorder.Constant("i", firstorder.Node), firstorder.Constant("j", firstorder.Node)}
	for name, formula := range contractOfAnyTwo {
		fact, err := firstorder.Parse(clock.Contract()[formula])
		if err != nil {
			t.Fatal(err)
		}
		if name == "overlap01" || name == "overlap12" {
			fact = firstorder.Forall(any2, fact)
		}
		proof.Facts[name] = fact
	}
	proof.Facts["enough"] = enoughConfirmed()
	return proof
}

// QSC3-L5. Claim: for every n and any tickets, at the end of every round of the clock what spec/qsc3 claims of it
// holds: QSC3-P2 to QSC3-P7, agreement and the least odds among them (TLC §4.5-4.9).
//
// Method: SMT, from what TLC-L9 shows of any three steps of the clock. The properties, and with them the rules of
// choosing and committing, are translated from the Go source of spec/qsc3. Without any one step of the argument the
// proof fails.
func TestARoundAgreesForEveryN(t *testing.T) {
	proof := contract(t)
	proved := map[string]bool{}
	for _, c := range []qsc3.Config{{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 3}, {Nodes: 3,
		MessageThreshold: 2, WitnessThreshold: 2}} {
		for _, p := range c.Spec().Props {
			by, claimed := rests[p.ID]
			if !claimed || proved[p.ID] {
				continue
			}
			proved[p.ID] = true
			t.Run(p.ID, func(t *testing.T) {
				goal, err := proof.Theory.Predicate(p.Method, endOfRound(firstorder.Constant("Nodes", firstorder.Number), "S3"))
				if err != nil {
					t.Fatal(err)
				}
				proof.Prove(t, firstorder.Obligation{Goal: goal, By: by}, func() string { return "" })
				for _, step := range strings.Fields(by) {
					fewer := firstorder.Obligation{Goal: goal, By: strings.ReplaceAll(by, step, "")}
					if missing, err := proof.Check(fewer); missing == nil && err == nil {
						t.Errorf("%s follows without %s", p.ID, step)
					}
				}
			})
		}
	}
	if len(proved) != len(rests) {
		t.Errorf("proved of %v, want of %d properties", proved, len(rests))
	}
}

// restsByTwo is what agreement rests on where rivals count that are known by step s+2.
var restsByTwo = map[string]string{
	"QSC3-P2": "overlap01(i,j) leaving1(j) known",
	"QSC3-P4": "overlap12(i,j) overlap01(j,i) leaving1 leaving2(j) known",
	"QSC3-P5": "overlap12(i,j) overlap01(j,i) leaving1 leaving2(j) known",
	"QSC3-P6": "",
}

// QSC3-L8. Claim: agreement holds for every n too where only those proposals count as rivals that a node is aware of
// by step s+2, as TLC §4.10 has it: what anybody confirms, all are aware of by then (TLC §4.5). By step s+1 is too
// early.
//
// Method: SMT, as QSC3-L5, from the same properties of spec/qsc3, of which awareness is that of the earlier step. For
// s+1 no solver proves agreement from all of the contract; that it fails is QSC3-L9, and shown by a configuration that
// must fail.
func TestARoundAgreesForEveryNWithRivalsKnownByTheSecondStep(t *testing.T) {
	proof, proved := contract(t), 0
	all := "overlap12(i,j) overlap12(j,i) overlap01(i,j) overlap01(j,i) leaving1 leaving2(i) leaving2(j) late2 known " +
		"seen certified"
	for _, p := range (qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 3}).Spec().Props {
		by, claimed := restsByTwo[p.ID]
		if !claimed {
			continue
		}
		proved++
		t.Run(p.ID, func(t *testing.T) {
			goal := func(aware string) *firstorder.Term {
				g, err := proof.Theory.Predicate(p.Method, endOfRound(firstorder.Constant("Nodes", firstorder.Number), aware))
				if err != nil {
					t.Fatal(err)
				}
				return g
			}
			proof.Prove(t, firstorder.Obligation{Goal: goal("S2"), By: by}, func() string { return "" })
			for _, step := range strings.Fields(by) {
				fewer := firstorder.Obligation{Goal: goal("S2"), By: strings.ReplaceAll(by, step, "")}
				if missing, err := proof.Check(fewer); missing == nil && err == nil {
					t.Errorf("%s follows without %s", p.ID, step)
				}
			}
			if by == "" {
				return
			}
			early := firstorder.Obligation{Goal: goal("S1"), By: all}
			if missing, err := proof.Check(early); missing == nil && err == nil {
				t.Errorf("%s follows with rivals known by s+1", p.ID)
			}
		})
	}
	if proved != len(restsByTwo) {
		t.Errorf("proved %d properties, want %d", proved, len(restsByTwo))
	}
}
