package tlcb

import (
	"testing"

	"quesera/proofs/smt"
)

// venn declares a group of n nodes of which k are corrupt, and two sets A and B, by the sizes of the four regions into
// which they divide the correct nodes. Of the corrupt nodes both may have all, also those that they have not and that
// count because they are exposed and left.
var venn = smt.Theory{Declarations: `
(declare-const n Int) (declare-const f Int) (declare-const k Int) (declare-const tm Int) (declare-const tw Int)
(declare-const both Int) (declare-const onlyA Int) (declare-const onlyB Int) (declare-const neither Int)
(declare-const x Int) (declare-const fa Int)
(define-fun correctA () Int (+ both onlyA))
(define-fun correctB () Int (+ both onlyB))`}

const regions = "(and (>= both 0) (>= onlyA 0) (>= onlyB 0) (>= neither 0) (>= k 0) " +
	"(= n (+ k both onlyA onlyB neither)))"

// TLCB-L1. Claim: for every n, f_a and f_c, two quorums share a correct node, whichever corrupt nodes acknowledge both
// faces of a message or left because they are exposed, to whomever; and f_a silent nodes leave a quorum (TLC §5.2.2).
//
// Method: SMT, linear arithmetic on the regions of the two sets; without any threshold, or with more corrupt nodes than
// f_c, there is a counterexample.
func TestQuorumsShareACorrectNode(t *testing.T) {
	all := smt.Assumptions{
		"regions": regions,
		"A":       "(>= (+ correctA k) tm)",
		"B":       "(>= (+ correctB k) tw)",
		"tm":      "(> (* 2 tm) (+ n f))",
		"tw":      "(> (* 2 tw) (+ n f))",
		"f_c":     "(<= k f)",
	}
	venn.Valid(t, all, "(> both 0)", "A", "B", "tm", "tw", "f_c")
	venn.Valid(t, smt.Assumptions{"regions": regions, "silent": "(= onlyA fa)", "tm": "(<= tm (- n fa))"},
		"(>= (- n onlyA) tm)", "silent", "tm")
}

// TLCB-L2. Claim: for every n, a quorum has a majority of the correct nodes: so nobody reaches s+1 before a majority of
// the correct nodes reached s; and such a majority shares a node with the one that has left s, so that nothing
// formulated after that is certified for s (TLC §5.2.4).
//
// Method: SMT, as TLCB-L1.
func TestAQuorumHasAMajorityOfTheCorrectNodes(t *testing.T) {
	all := smt.Assumptions{
		"regions": regions,
		"A":       "(>= (+ correctA k) tm)",
		"tm":      "(> (* 2 tm) (+ n f))",
		"f_c":     "(<= k f)",
	}
	venn.Valid(t, all, "(> (* 2 correctA) (- n k))", "A", "tm", "f_c")
	venn.Valid(t, all.And("left", "(> (* 2 correctB) (- n k))"), "(> both 0)", "A", "tm", "f_c", "left")
}
