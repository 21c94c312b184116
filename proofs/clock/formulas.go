package clock

import "quesera/proofs/smt"

// Theory declares what a group of any size knows of one round of three steps. S1, S2 and S3 say whose
// message of step 0 a node has seen on leaving step 0, 1 and 2, and C1, C2 and C3 whose it holds certified; R2, R3
// and H2, H3 say the same of messages of step 1 on leaving steps 1 and 2, and K3 says whose message of step 2 it holds
// certified on leaving that. The nodes i, j, k, p and q are arbitrary.
var Theory = smt.Theory{Declarations: `
(declare-sort Node 0)
(declare-fun S1 (Node Node) Bool) (declare-fun S2 (Node Node) Bool) (declare-fun S3 (Node Node) Bool)
(declare-fun C1 (Node Node) Bool) (declare-fun C2 (Node Node) Bool) (declare-fun C3 (Node Node) Bool)
(declare-fun R2 (Node Node) Bool) (declare-fun R3 (Node Node) Bool)
(declare-fun H2 (Node Node) Bool) (declare-fun H3 (Node Node) Bool)
(declare-fun K3 (Node Node) Bool)
(declare-fun ticket (Node) Int)
(declare-const i Node) (declare-const j Node) (declare-const k Node) (declare-const p Node) (declare-const q Node)
(declare-const n0 Node) (declare-const n1 Node) (declare-const n2 Node)`,
	Small: "(forall ((x Node)) (or (= x n0) (= x n1) (= x n2)))"} // three nodes

// Contract are the axioms of spec/clock, and of each pair of majorities that the proofs need that they share a node
// (TLC-L1): the witnesses of a message of step 0 that one of i and j holds certified, and those whom the other heard
// in step 1 (CLK-P2, CLK-P1); the witnesses of a message of step 1, and those heard in step 2.
func Contract() smt.Assumptions {
	return smt.Assumptions{
		"CLK-P4 seen": "(forall ((x Node) (y Node)) (and (=> (S1 x y) (S2 x y)) (=> (S2 x y) (S3 x y)) (=> " +
			"(R2 x y) (R3 x y))))",
		"CLK-P4 certified": "(forall ((x Node) (y Node)) (and (=> (C1 x y) (C2 x y)) (=> (C2 x y) (C3 x y)) (=> " +
			"(H2 x y) (H3 x y))))",
		"CLK-P1 leaving step 1": "(forall ((x Node)) (exists ((m Node)) (H2 x m)))",
		"CLK-P5": "(forall ((x Node) (y Node)) (and (=> (C1 x y) (S1 x y)) (=> (C2 x y) (S2 x y)) (=> " +
			"(C3 x y) (S3 x y)) (=> (H2 x y) (R2 x y)) (=> (H3 x y) (R3 x y))))",
		"CLK-P3 leaving step 1": "(forall ((x Node) (m Node) (y Node)) (=> (R2 x m) (and (=> (S1 m y) (S2 x y)) (=> " +
			"(C1 m y) (C2 x y)))))",
		"CLK-P3 late in step 2": "(forall ((x Node) (m Node) (y Node)) (=> (R3 x m) (and (=> (S1 m y) (S3 x y)) (=> " +
			"(C1 m y) (C3 x y)))))",
		"CLK-P3 leaving step 2": "(forall ((x Node) (m Node) (y Node)) (=> (K3 x m) (and (=> (S2 m y) (S3 x y)) (=> " +
			"(C2 m y) (C3 x y)))))",
		"overlap in steps 0 and 1":  "(forall ((m Node)) (=> (C3 i m) (exists ((w Node)) (and (S1 w m) (H2 j w)))))",
		"overlap in steps 0 and 1'": "(forall ((m Node)) (=> (C3 j m) (exists ((w Node)) (and (S1 w m) (H2 i w)))))",
		"overlap in steps 1 and 2":  "(forall ((m Node)) (=> (H3 i m) (exists ((w Node)) (and (R2 w m) (K3 j w)))))",
	}
}
