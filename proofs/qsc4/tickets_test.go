package qsc4

import (
	"testing"

	"quesera/proofs/smt"
)

// deals declares a group of n nodes of which k are corrupt, a dealer that has exposed x of them, and r correct nodes
// that revealed their shares.
var deals = smt.Theory{Declarations: `
(declare-const n Int) (declare-const f Int) (declare-const k Int) (declare-const t Int) (declare-const x Int)
(declare-const r Int) (declare-const named Int) (declare-const bad Int) (declare-const heard Int)
(declare-const without Int)`}

const sizes = "(and (<= 0 x) (<= x k) (<= k n) (<= 0 r) (<= r (- n k)))"

// QSC4-L2. Claim: for every n, nobody has as many shares of a correct node's deal as its threshold says, t_m - f_ck,
// before a majority of the correct nodes revealed theirs, with the keys of all corrupt nodes that are recipients; and
// of f_cu + 1 deals of nodes that are not exposed one is by a correct node (TLC §5.3.3, QSC4-P7).
//
// Method: SMT, linear arithmetic.
func TestSharesOfAMinorityOpenNothing(t *testing.T) {
	deals.Valid(t, smt.Assumptions{
		"sizes":       sizes,
		"t":           "(> (* 2 t) (+ n f))",
		"f_c":         "(<= k f)",
		"no majority": "(<= (* 2 r) (- n k))",
	}, "(< (+ r (- k x)) (- t x))", "t", "f_c", "no majority")
	deals.Valid(t, smt.Assumptions{
		"sizes":   sizes,
		"f_c":     "(<= k f)",
		"named":   "(= named (+ (- f x) 1))",
		"corrupt": "(<= bad (- k x))",
	}, "(> (- named bad) 0)", "f_c", "named", "corrupt")
}

// QSC4-L3. Claim: for every n, whoever has messages of s+4 of t_m nodes, all with their shares, has as many shares of
// each deal as its threshold says, whatever its dealer had exposed; with one message less, as if thresholds shrank in
// the round, it may lack one (TLC §5.3.3, QSC4-P8).
//
// Method: SMT, as QSC4-L2.
func TestAThresholdOfMessagesOpensEveryDeal(t *testing.T) {
	all := smt.Assumptions{
		"sizes":   sizes,
		"heard":   "(>= heard t)",
		"without": "(and (<= 0 without) (<= without x) (<= without heard))", // who is heard and no recipient
	}
	deals.Valid(t, all, "(>= (- heard without) (- t x))", "heard", "without")
	all["heard"] = "(>= heard (- t 1))"
	deals.Invalid(t, all, "(>= (- heard without) (- t x))")
}
