package qsc4

import "testing"

// QSC4-L2. Claim: for every n, nobody has as many shares of a correct node's deal as its threshold says, t_m - f_ck,
// before a majority of the correct nodes revealed theirs, with the keys of all corrupt nodes that are recipients; and
// of f_cu + 1 deals of nodes that are not exposed one is by a correct node (TLC §5.3.3, QSC4-P7).
//
// Method: SMT, linear arithmetic.
func TestSharesOfAMinorityOpenNothing(t *testing.T) {
	deals.Valid(t, minority(), tooFew, "t", "f_c", "no majority")
	deals.Valid(t, namedDeals(), oneIsCorrect, "f_c", "named", "corrupt")
}

// QSC4-L3. Claim: for every n, whoever has messages of s+4 of t_m nodes, all with their shares, has as many shares of
// each deal as its threshold says, whatever its dealer had exposed; with one message less, as if thresholds shrank in
// the round, it may lack one (TLC §5.3.3, QSC4-P8).
//
// Method: SMT, as QSC4-L2.
func TestAThresholdOfMessagesOpensEveryDeal(t *testing.T) {
	all := aThreshold()
	deals.Valid(t, all, enoughShares, "heard", "without")
	all["heard"] = "(>= heard (- t 1))"
	deals.Invalid(t, all, enoughShares)
}
