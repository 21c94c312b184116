package qsc3

import (
	"testing"

	"quesera/proofs/clock"
)

// QSC3-L3. Claim: for every n, what anybody reconfirms all have confirmed at the end of the round (TLC §4.6, QSC3-P3).
//
// Method: SMT, as CLK-L2.
func TestTheContractMakesTheReconfirmedConfirmedByAll(t *testing.T) {
	clock.Theory.Valid(t, clock.Contract().And("i reconfirms p by k", "(and (H3 i k) (C1 k p))"), "(C3 j p)",
		"i reconfirms p by k", "overlap in steps 1 and 2", "CLK-P3 leaving step 1", "CLK-P3 leaving step 2")
}

// QSC3-L4. Claim: for every n, if i commits p then p is all that any j may choose; so nobody commits another
// proposal, and all build on p (TLC §4.7, QSC3-P5).
//
// Method: SMT, as CLK-L2, for any tickets, ties included.
func TestTheContractImpliesAgreement(t *testing.T) {
	all := clock.Contract().And("i reconfirms p by k", "(and (H3 i k) (C1 k p))")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S3 i x) (distinct x p)) (< (ticket x) (ticket p))))"
	all["j may choose q"] = "(and (C3 j q) (forall ((x Node)) (=> (C3 j x) (<= (ticket x) (ticket q)))))"
	clock.Theory.Valid(t, all, "(= p q)", "i reconfirms p by k", "i sees no rival", "j may choose q",
		"overlap in steps 0 and 1'", "overlap in steps 1 and 2", "CLK-P3 leaving step 1", "CLK-P3 leaving step 2")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S3 i x) (distinct x p)) (<= (ticket x) (ticket p))))"
	clock.Theory.Invalid(t, all, "(= p q)")
}

// QSC3-L9. Claim: for every n, agreement (QSC3-L4) holds as well where i looks for rivals among what it is aware of on
// reaching step s+2 (TLC §4.10), and not where it looks on reaching s+1.
//
// Method: SMT, as QSC3-L4; for s+1 every solver finds a group of three that disagrees, within all of the contract.
func TestRivalsMayBeLookedForByTheSecondStepAndNotByTheFirst(t *testing.T) {
	all := clock.Contract().And("i reconfirms p by k", "(and (H3 i k) (C1 k p))")
	all["j may choose q"] = "(and (C3 j q) (forall ((x Node)) (=> (C3 j x) (<= (ticket x) (ticket q)))))"
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S2 i x) (distinct x p)) (< (ticket x) (ticket p))))"
	clock.Theory.Valid(t, all, "(= p q)", "i reconfirms p by k", "i sees no rival", "j may choose q",
		"overlap in steps 0 and 1'", "overlap in steps 1 and 2", "CLK-P3 leaving step 1", "CLK-P3 leaving step 2")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S1 i x) (distinct x p)) (< (ticket x) (ticket p))))"
	clock.Theory.Invalid(t, all, "(= p q)")
}
