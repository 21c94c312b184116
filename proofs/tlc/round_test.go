package tlc

import (
	"maps"
	"slices"
	"testing"

	contract "quesera/proofs/clock"
	"quesera/proofs/firstorder"
)

// round reads the relations in which package proofs/clock states the contract of a round out of a state of spec/tlc:
// the round begins in step s, and everybody has left step s+2.
var round = []firstorder.Definition{
	relation("S1", "(AtRaw.Raw (+ s 1) x s y)"),
	relation("S2", "(AtRaw.Raw (+ s 2) x s y)"),
	relation("S3", "(ite (< (+ s 3) Horizon) (AtRaw.Raw (+ s 3) x s y) (View.Raw x s y))"),
	relation("C1", "(AtRaw.Cert (+ s 1) x s y)"),
	relation("C2", "(AtRaw.Cert (+ s 2) x s y)"),
	relation("C3", "(ite (< (+ s 3) Horizon) (AtRaw.Cert (+ s 3) x s y) (View.Cert x s y))"),
	relation("R2", "(AtRaw.Raw (+ s 2) x (+ s 1) y)"),
	relation("R3", "(ite (< (+ s 3) Horizon) (AtRaw.Raw (+ s 3) x (+ s 1) y) (View.Raw x (+ s 1) y))"),
	relation("H2", "(AtRaw.Cert (+ s 2) x (+ s 1) y)"),
	relation("H3", "(ite (< (+ s 3) Horizon) (AtRaw.Cert (+ s 3) x (+ s 1) y) (View.Cert x (+ s 1) y))"),
	relation("K3", "(ite (< (+ s 3) Horizon) (AtRaw.Cert (+ s 3) x (+ s 2) y) (View.Cert x (+ s 2) y))"),
}

func relation(name, text string) firstorder.Definition {
	x, y := firstorder.Constant("x", firstorder.Node), firstorder.Constant("y", firstorder.Node)
	return firstorder.Definition{Name: name, Params: []*firstorder.Term{x, y}, Body: firstorder.Text(text)}
}

// aRound says where the round is.
var aRound = []firstorder.Named{
	{Name: "the round begins in step s", Formula: firstorder.Axiom(
		"(and (below.Horizon s) (below.Horizon (+ s 1)) (below.Horizon (+ s 2)))")},
	{Name: "there may be a step s+3", Formula: firstorder.Axiom("(= (below.Horizon (+ s 3)) (< (+ s 3) Horizon))")},
	{Name: "everybody has left step s+2", Formula: firstorder.Axiom("(forall ((x Node)) (< (+ s 2) (Step x)))")},
}

const majorities = " +t_m-majority +t_w-majority +overlap"

// premises says what the proof rests on of each formula that the solvers take for granted of a round.
var premises = map[string]string{
	"CLK-P4 seen":               "I13(x,s+1) I13(x,s+2) I16(x,s+2)",
	"CLK-P4 certified":          "I13(x,s+1) I13(x,s+2) I16(x,s+2)",
	"CLK-P1 leaving step 1":     "P1(x,s+1) I11(x,s+2,s+1) +t_m-some",
	"CLK-P5":                    "I6(x,s) I6(x,s+1)",
	"CLK-P3 leaving step 1":     "I12(x,m,s+2,s+1)",
	"CLK-P3 late in step 2":     "I12(x,m,s+3,s+1) P2(x,m,s+1)",
	"CLK-P3 leaving step 2":     "I6(x,s+2) I12(x,m,s+3,s+2) P2(x,m,s+2)",
	"overlap in steps 0 and 1":  "I16(i,s+3) I4(i,m,s) P3(m,s) I11(j,s+2,s+1)" + majorities,
	"overlap in steps 0 and 1'": "I16(j,s+3) I4(j,m,s) P3(m,s) I11(i,s+2,s+1)" + majorities,
	"overlap in steps 1 and 2":  "I16(i,s+3) I4(i,m,s+1) P3(m,s+1) I11(j,s+3,s+2) P1(j,s+2)" + majorities,
}

// TLC-L9. Claim: for every n, in whatever step a round of three steps begins and however many follow, what the
// solvers assume of it (CLK-L2, QSC3-L3, QSC3-L4) is true of the witnessed clock with majorities (TLC §2.1-2.9).
//
// Method: SMT, from the invariants of TLC-L5; the relations of proofs/clock are read out of a state of spec/tlc in
// which everybody has left the round.
func TestWhatTheSolversAssumeOfARoundIsTrueOfTheClock(t *testing.T) {
	assumed := contract.Contract()
	for _, name := range slices.Sorted(maps.Keys(assumed)) {
		t.Run(name, func(t *testing.T) {
			e := translated()
			e.must(t, "spec/tlc")
			goal, err := firstorder.Parse(assumed[name])
			if err != nil {
				t.Fatal(err)
			}
			t.Parallel()
			params := []*firstorder.Term{
				firstorder.Constant("i", firstorder.Node), firstorder.Constant("j", firstorder.Node),
				firstorder.Constant("s", firstorder.Number),
			}
			e.proof.Prove(t, firstorder.Obligation{Params: params, Next: round, Given: aRound, Goal: goal, By: premises[name]},
				func() string { return "" })
		})
	}
}
