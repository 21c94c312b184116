package qsc4

import "quesera/proofs/smt"

// decisions are what it means that i commits p, and that j may choose q.
func decisions() smt.Assumptions {
	return smt.Assumptions{
		"i reconfirms p by m": "(and (R3 i m) (C1 m p))",
		"i sees no rival": "(forall ((x Node)) (=> (and (S3 i x) (distinct x p) (not (exists ((y Node)) " +
			"(and (Same x y) (distinct x y) (C3 i y))))) (< (ticket x) (ticket p))))",
		"j may choose q": "(and (C3 j q) (forall ((x Node)) (=> (C3 j x) (<= (ticket x) (ticket q)))))",
	}
}

// deals declares a group of n nodes of which k are corrupt, a dealer that has exposed x of them, and r correct nodes
// that revealed their shares.
var deals = smt.Theory{Declarations: `
(declare-const n Int) (declare-const f Int) (declare-const k Int) (declare-const t Int) (declare-const x Int)
(declare-const r Int) (declare-const named Int) (declare-const bad Int) (declare-const heard Int)
(declare-const without Int)`}

const sizes = "(and (<= 0 x) (<= x k) (<= k n) (<= 0 r) (<= r (- n k)))"

// What is claimed of shares that a minority revealed, of the deals that a proposal names, and of shares that are read.
const (
	tooFew       = "(< (+ r (- k x)) (- t x))"
	oneIsCorrect = "(> (- named bad) 0)"
	enoughShares = "(>= (- heard without) (- t x))"
)

// minority is that r correct nodes revealed their shares, and these are no majority.
func minority() smt.Assumptions {
	return smt.Assumptions{
		"sizes":       sizes,
		"t":           "(> (* 2 t) (+ n f))",
		"f_c":         "(<= k f)",
		"no majority": "(<= (* 2 r) (- n k))",
	}
}

// namedDeals are those of a proposal whose proposer has exposed x nodes: bad of them are by corrupt nodes.
func namedDeals() smt.Assumptions {
	return smt.Assumptions{
		"sizes":   sizes,
		"f_c":     "(<= k f)",
		"named":   "(= named (+ (- f x) 1))",
		"corrupt": "(<= bad (- k x))",
	}
}

// aThreshold are messages of s+4, and how many of them are by nodes that are no recipients.
func aThreshold() smt.Assumptions {
	return smt.Assumptions{
		"sizes":   sizes,
		"heard":   "(>= heard t)",
		"without": "(and (<= 0 without) (<= without x) (<= without heard))",
	}
}
