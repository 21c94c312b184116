package tlcb

import "quesera/proofs/smt"

// Theory is about three steps of the clock, 0 to 2, and those who go on after them. A node is a face, as in spec/qsc4:
// a correct node has one and a corrupt one two. Of messages of a step there is one a face.
//
//	A0 w p, A1 w m  w, which is correct, acknowledged p's message of step 0, m's of step 1
//	S1 x p, C1 x p  x's message of step 1 carries p's message of step 0; that it is certified
//	S2 x p, C2 x p  the same of x's message of step 2
//	S3 x p, C3 x p  the same of what x knows when it goes on
//	H2 x m          x's message of step 2 exhibits m's message of step 1, certified
//	H3 x m          x, when it goes on, exhibits m's message of step 2, certified
//	R3 x m          x, when it goes on, knows m's message of step 1 to be certified
//	W0 p p, W1 m m  p's message of step 0, m's of step 1 is certified
//	Same p q        p and q are faces of one node
//	Eq p q          they are the same face
var Theory = smt.Theory{Declarations: `
(declare-sort Node 0) (declare-fun ticket (Node) Int)
(declare-fun A0 (Node Node) Bool) (declare-fun A1 (Node Node) Bool)
(declare-fun S1 (Node Node) Bool) (declare-fun S2 (Node Node) Bool) (declare-fun S3 (Node Node) Bool)
(declare-fun C1 (Node Node) Bool) (declare-fun C2 (Node Node) Bool) (declare-fun C3 (Node Node) Bool)
(declare-fun H2 (Node Node) Bool) (declare-fun H3 (Node Node) Bool) (declare-fun R3 (Node Node) Bool)
(declare-fun W0 (Node Node) Bool) (declare-fun W1 (Node Node) Bool) (declare-fun Same (Node Node) Bool)
(define-fun Eq ((a Node) (b Node)) Bool (= a b))
(declare-const i Node) (declare-const j Node) (declare-const p Node) (declare-const q Node) (declare-const m Node)
(declare-const n0 Node) (declare-const n1 Node) (declare-const n2 Node)`,
	Small: "(forall ((x Node)) (or (= x n0) (= x n1) (= x n2)))"} // three faces

// Language is that of Contract: its relations, and its names of nodes.
var Language = smt.Language{
	Relations: []string{"A0", "A1", "S1", "C1", "S2", "C2", "S3", "C3", "H2", "H3", "R3", "W0", "W1", "Same", "Eq"},
	Names:     []string{"x", "y", "m", "w", "i", "j", "p", "q"},
}

// Contract is what Byzantine TLC gives to the layer above. The overlaps are TLCB-L1, of acknowledgments and evidence.
func Contract() smt.Assumptions {
	return smt.Assumptions{
		"overlap in step 0": "(forall ((x Node) (y Node)) (=> (W0 x x) (W0 y y) (exists ((w Node)) (and (A0 w x) " +
			"(A0 w y)))))",
		"overlap in steps 0 and 1": "(forall ((m Node) (x Node)) (=> (W0 m m) (exists ((w Node)) (and (A0 w m) " +
			"(H2 x w)))))",
		"overlap in steps 1 and 2": "(forall ((m Node) (x Node)) (=> (W1 m m) (exists ((w Node)) (and (A1 w m) " +
			"(H3 x w)))))",
		"one face":                  "(forall ((w Node) (x Node) (y Node)) (=> (A0 w x) (A0 w y) (Same x y) (Eq x y)))",
		"who acknowledges has it":   "(forall ((w Node) (m Node)) (=> (A0 w m) (S1 w m)))",
		"who acknowledges has all":  "(forall ((w Node) (m Node) (x Node)) (=> (A1 w m) (C1 m x) (C2 w x)))",
		"evidence brings all":       "(forall ((x Node) (m Node) (y Node)) (=> (H2 x m) (S1 m y) (S2 x y)))",
		"evidence brings seen":      "(forall ((x Node) (m Node) (y Node)) (=> (H3 x m) (S2 m y) (S3 x y)))",
		"evidence brings confirmed": "(forall ((x Node) (m Node) (y Node)) (=> (H3 x m) (C2 m y) (C3 x y)))",
		"there is evidence":         "(forall ((x Node)) (exists ((m Node)) (H3 x m)))",
		"confirmed is certified":    "(forall ((x Node) (m Node)) (=> (C3 x m) (W0 m m)))",
		"a certificate is one (R3)": "(forall ((x Node) (m Node)) (=> (R3 x m) (W1 m m)))",
	}
}

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

// twoQuorums are A, a message quorum, and B, a witness quorum, with both thresholds.
func twoQuorums() smt.Assumptions {
	return smt.Assumptions{
		"regions": regions,
		"A":       "(>= (+ correctA k) tm)",
		"B":       "(>= (+ correctB k) tw)",
		"tm":      "(> (* 2 tm) (+ n f))",
		"tw":      "(> (* 2 tw) (+ n f))",
		"f_c":     "(<= k f)",
	}
}

// silence is of f_a nodes, which are onlyA here.
func silence() smt.Assumptions {
	return smt.Assumptions{"regions": regions, "silent": "(= onlyA fa)", "tm": "(<= tm (- n fa))"}
}

// theyLeft is a majority of the correct nodes, B, that has left a step.
const theyLeft = "(> (* 2 correctB) (- n k))"

// What is claimed of A and B, and of A.
const (
	shared       = "(> both 0)"
	aMajority    = "(> (* 2 correctA) (- n k))"
	quorumRemain = "(>= (- n onlyA) tm)"
)
