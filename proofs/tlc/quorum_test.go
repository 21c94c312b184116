package tlc

import (
	"testing"

	"quesera/proofs/smt"
	"quesera/spec"
)

// venn declares a group of n nodes and two sets A and B of them, by the sizes of the four regions into which they
// divide the group: nothing else about sets matters to the size of a union or an intersection.
var venn = smt.Theory{Declarations: `
(declare-const n Int) (declare-const f Int) (declare-const tm Int) (declare-const tw Int)
(declare-const both Int) (declare-const onlyA Int) (declare-const onlyB Int) (declare-const neither Int)
(define-fun sizeA () Int (+ both onlyA))
(define-fun sizeB () Int (+ both onlyB))`}

const regions = "(and (>= both 0) (>= onlyA 0) (>= onlyB 0) (>= neither 0) (= n (+ both onlyA onlyB neither)))"

// TLC-L1. Claim: for every n, two sets of nodes whose thresholds are both majorities share a node (TLC §2.7).
//
// Method: SMT, linear arithmetic on the regions of the two sets; without either majority there is a counterexample.
func TestTwoMajoritiesShareANode(t *testing.T) {
	venn.Valid(t, smt.Assumptions{
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
	venn.Valid(t, smt.Assumptions{
		"regions": regions,
		"enough":  "(and (>= sizeA tm) (>= sizeB tw))",
		"tm":      "(> (* 2 tm) (+ n f))",
		"tw":      "(> (* 2 tw) (+ n f))",
	}, "(> both f)", "tm", "tw")
	venn.Valid(t, smt.Assumptions{
		"regions": regions,
		"crashed": "(= sizeA f)",
		"tm":      "(<= tm (- n f))",
	}, "(>= (+ onlyB neither) tm)", "crashed", "tm")
}

// TLC-L11. Claim: what the proofs for every n assume of quorums is true of thresholds: the sets of at least t nodes
// are not empty if t is at least one, are majorities if t is one, and any two majorities share a node (TLC §2.2,
// 2.7). A set has more than t members if and only if it has some, and without any one of them still t.
//
// Method: all sets of up to six nodes, all thresholds; for every n the last is TLC-L1, and the others are arithmetic.
func TestThresholdsMakeTheQuorumsThatAreAssumed(t *testing.T) {
	for n := range uint8(7) {
		for a := range spec.All(n) + 1 {
			for threshold := range int(n) + 1 {
				quorum, majority := a.Len() >= threshold, 2*a.Len() > int(n)
				if quorum && threshold >= 1 && a.Empty() || quorum && 2*threshold > int(n) && !majority {
					t.Errorf("n = %d: %v is a quorum of %d", n, a, threshold)
				}
				without := !a.Empty()
				for i := range spec.NodeID(n) {
					without = without && (!a.Has(i) || a.Without(i).Len() >= threshold)
				}
				if more := a.Len() > threshold; more != without {
					t.Errorf("n = %d: %v has more than %d members: %v, want %v", n, a, threshold, without, more)
				}
			}
			for b := range spec.All(n) + 1 {
				if 2*a.Len() > int(n) && 2*b.Len() > int(n) && a.Intersect(b).Empty() {
					t.Errorf("n = %d: %v and %v share nobody", n, a, b)
				}
			}
		}
	}
}
