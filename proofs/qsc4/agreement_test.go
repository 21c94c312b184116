package qsc4

import (
	"maps"
	"testing"

	"quesera/proofs/tlcb"
)

// QSC4-L1. Claim: for every n and any tickets, if a node commits p on entering s+4, p is all that any node may choose
// there: correct or corrupt, since what it holds is asked of the evidence only that it exhibits (TLC §4.7, §5.3.1,
// QSC4-P2, QSC4-P3, QSC4-P5). Of a node with a certified proposal its other version does not count as a rival.
//
// Method: SMT, first order over any number of faces, from what TLCB-L5 shows of runs. Steps 0 to 2 are s+1 to s+3.
func TestTheContractImpliesAgreementWithCorruptNodes(t *testing.T) {
	all := tlcb.Contract()
	maps.Copy(all, decisions())
	tlcb.Theory.Valid(t, all, "(= p q)", "i reconfirms p by m", "i sees no rival", "j may choose q",
		"overlap in step 0", "one face", "overlap in steps 0 and 1", "overlap in steps 1 and 2", "who acknowledges has it",
		"who acknowledges has all", "evidence brings all", "evidence brings seen", "evidence brings confirmed",
		"confirmed is certified", "a certificate is one (R3)")
	all["i sees no rival"] = "(forall ((x Node)) (=> (and (S3 i x) (distinct x p)) (<= (ticket x) (ticket p))))"
	tlcb.Theory.Invalid(t, all, "(= p q)")
}
