package proofs

import "testing"

// venn declares a group of n nodes and two sets A and B of them, by the sizes of the four regions into which they divide
// the group: nothing else about sets matters to the size of a union or an intersection.
const venn = `
(declare-const n Int) (declare-const f Int) (declare-const tm Int) (declare-const tw Int)
(declare-const both Int) (declare-const onlyA Int) (declare-const onlyB Int) (declare-const neither Int)
(define-fun sizeA () Int (+ both onlyA))
(define-fun sizeB () Int (+ both onlyB))`

const regions = "(and (>= both 0) (>= onlyA 0) (>= onlyB 0) (>= neither 0) (= n (+ both onlyA onlyB neither)))"

// TLC-L1. Claim: for every n, two sets of nodes whose thresholds are both majorities share a node (TLC §2.7).
//
// Method: SMT, linear arithmetic on the regions of the two sets; without either majority there is a counterexample.
func TestTwoMajoritiesShareANode(t *testing.T) {
	valid(t, venn, map[string]string{
		"regions": regions,
		"enough":  "(and (>= sizeA tm) (>= sizeB tw))",
		"tm":      "(> (* 2 tm) n)",
		"tw":      "(> (* 2 tw) n)",
	}, "(> both 0)", "tm", "tw", "enough")
}

// TLC-L2. Claim: for every n, of two sets whose thresholds exceed (n+f)/2 more than f nodes are in both, so
// that one of these is honest if f are not; and thresholds of at most n-f are met by the others (TLC §5.2.2).
//
// Method: SMT, as TLC-L1.
func TestLargerThresholdsShareAnHonestNode(t *testing.T) {
	valid(t, venn, map[string]string{
		"regions": regions,
		"enough":  "(and (>= sizeA tm) (>= sizeB tw))",
		"tm":      "(> (* 2 tm) (+ n f))",
		"tw":      "(> (* 2 tw) (+ n f))",
	}, "(> both f)", "tm", "tw")
	valid(t, venn, map[string]string{
		"regions": regions,
		"crashed": "(= sizeA f)",
		"tm":      "(<= tm (- n f))",
	}, "(>= (+ onlyB neither) tm)", "crashed", "tm")
}

// TLC-L3. Claim: for every n, nobody reaches s+1 before a majority has reached s (TLC §2.8, TLC-P4).
//
// Method: SMT. A are those who have reached s, B those whose message of step s the node has heard on leaving s: as
// many as the message threshold, and whoever sent such a message has reached s.
func TestAMajorityReachesAStepFirst(t *testing.T) {
	valid(t, venn, map[string]string{
		"regions": regions,
		"heard":   "(>= sizeB tm)",
		"sent":    "(= onlyB 0)",
		"tm":      "(> (* 2 tm) n)",
	}, "(> (* 2 sizeA) n)", "heard", "sent", "tm")
}

// TLC-L4. Claim: for every n, nothing formulated after a majority reached s+1 is witnessed for s (TLC §2.8, TLC-P5).
//
// Method: SMT. A are those who had left s when the message was formulated, B its witnesses: whoever has
// left s witnesses nothing for s any more, so no node is in both.
func TestNothingFormulatedTooLateIsWitnessed(t *testing.T) {
	valid(t, venn, map[string]string{
		"regions":   regions,
		"left":      "(> (* 2 sizeA) n)",
		"too late":  "(= both 0)",
		"witnesses": "(> (* 2 tw) n)",
	}, "(< sizeB tw)", "left", "too late", "witnesses")
}

// contract declares what a group of any size knows of one round of three steps. S1, S2 and S3 say whose
// message of step 0 a node has seen on leaving step 0, 1 and 2, and C1, C2 and C3 whose it holds certified; R2, R3
// and H2, H3 say the same of messages of step 1 on leaving steps 1 and 2, and K3 says whose message of step 2 it holds
// certified on leaving that. The nodes i, j, k, p and q are arbitrary.
const contract = `
(declare-sort Node 0)
(declare-fun S1 (Node Node) Bool) (declare-fun S2 (Node Node) Bool) (declare-fun S3 (Node Node) Bool)
(declare-fun C1 (Node Node) Bool) (declare-fun C2 (Node Node) Bool) (declare-fun C3 (Node Node) Bool)
(declare-fun R2 (Node Node) Bool) (declare-fun R3 (Node Node) Bool)
(declare-fun H2 (Node Node) Bool) (declare-fun H3 (Node Node) Bool)
(declare-fun K3 (Node Node) Bool)
(declare-fun ticket (Node) Int)
(declare-const i Node) (declare-const j Node) (declare-const k Node) (declare-const p Node) (declare-const q Node)
(declare-const n0 Node) (declare-const n1 Node) (declare-const n2 Node)`

// threeNodes makes the group small, to look for counterexamples.
const threeNodes = "(forall ((x Node)) (or (= x n0) (= x n1) (= x n2)))"

// theContract are the axioms of spec/clock, and of each pair of majorities that the proofs need that they share a
// node (TLC-L1): the witnesses of a message of step 0 that one of i and j holds certified, and those whom the other heard in step
// 1 (CLK-P2, CLK-P1); the witnesses of a message of step 1, and those heard in step 2.
func theContract() map[string]string {
	return map[string]string{
		"CLK-P4 seen":               "(forall ((x Node) (y Node)) (and (=> (S1 x y) (S2 x y)) (=> (S2 x y) (S3 x y)) (=> (R2 x y) (R3 x y))))",
		"CLK-P4 certified":          "(forall ((x Node) (y Node)) (and (=> (C1 x y) (C2 x y)) (=> (C2 x y) (C3 x y)) (=> (H2 x y) (H3 x y))))",
		"CLK-P5":                    "(forall ((x Node) (y Node)) (and (=> (C1 x y) (S1 x y)) (=> (C2 x y) (S2 x y)) (=> (C3 x y) (S3 x y)) (=> (H2 x y) (R2 x y)) (=> (H3 x y) (R3 x y))))",
		"CLK-P3 leaving step 1":     "(forall ((x Node) (m Node) (y Node)) (=> (R2 x m) (and (=> (S1 m y) (S2 x y)) (=> (C1 m y) (C2 x y)))))",
		"CLK-P3 late in step 2":     "(forall ((x Node) (m Node) (y Node)) (=> (R3 x m) (and (=> (S1 m y) (S3 x y)) (=> (C1 m y) (C3 x y)))))",
		"CLK-P3 leaving step 2":     "(forall ((x Node) (m Node) (y Node)) (=> (K3 x m) (and (=> (S2 m y) (S3 x y)) (=> (C2 m y) (C3 x y)))))",
		"overlap in steps 0 and 1":  "(forall ((m Node)) (=> (C3 i m) (exists ((w Node)) (and (S1 w m) (H2 j w)))))",
		"overlap in steps 0 and 1'": "(forall ((m Node)) (=> (C3 j m) (exists ((w Node)) (and (S1 w m) (H2 i w)))))",
		"overlap in steps 1 and 2":  "(forall ((m Node)) (=> (H3 i m) (exists ((w Node)) (and (R2 w m) (K3 j w)))))",
	}
}

// with is the contract and what the claim supposes.
func with(name, formula string) map[string]string {
	all := theContract()
	all[name] = formula
	return all
}

// CLK-L2. Claim: for every n, the contract implies two-step broadcast: what anybody ever holds certified of step 0 all
// have seen on leaving step 1 (TLC §2.9, CLK-P7, TLC-P6, QSC3-P2).
//
// Method: SMT, first order, the axioms CLK-P1 to CLK-P6 over any number of nodes, the overlap of majorities by TLC-L1.
func TestTheContractImpliesTwoStepBroadcast(t *testing.T) {
	valid(t, contract, with("certified", "(C3 i p)"), "(S2 j p)", "certified", "overlap in steps 0 and 1", "CLK-P3 leaving step 1", "CLK-P5")
}

// QSC3-L3. Claim: for every n, what anybody reconfirms all have confirmed at the end of the round (TLC §4.6, QSC3-P3).
//
// Method: SMT, as CLK-L2.
func TestTheContractMakesTheReconfirmedConfirmedByAll(t *testing.T) {
	valid(t, contract, with("i reconfirms p by k", "(and (H3 i k) (C1 k p))"), "(C3 j p)",
		"i reconfirms p by k", "overlap in steps 1 and 2", "CLK-P3 leaving step 1", "CLK-P3 leaving step 2")
}

// QSC3-L4. Claim: for every n, if i commits p then p is all that any j may choose; so nobody commits another
// proposal, and all build on p (TLC §4.7, QSC3-P5).
//
// Method: SMT, as CLK-L2, for any tickets, ties included.
func TestTheContractImpliesAgreement(t *testing.T) {
	all := with("i reconfirms p by k", "(and (H3 i k) (C1 k p))")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S3 i x) (distinct x p)) (< (ticket x) (ticket p))))"
	all["j may choose q"] = "(and (C3 j q) (forall ((x Node)) (=> (C3 j x) (<= (ticket x) (ticket q)))))"
	valid(t, contract, all, "(= p q)", "i reconfirms p by k", "i sees no rival", "j may choose q",
		"overlap in steps 0 and 1'", "overlap in steps 1 and 2", "CLK-P3 leaving step 1", "CLK-P3 leaving step 2")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S3 i x) (distinct x p)) (<= (ticket x) (ticket p))))"
	invalid(t, contract, all, "(= p q)")
}
