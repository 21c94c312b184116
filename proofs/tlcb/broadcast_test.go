package tlcb

import "testing"

// TLCB-L3. Claim: for every n, no two messages of one node and step are certified (TLC §5.2.3, TLCB-P1, QSC4-P4).
//
// Method: SMT, first order over any number of faces: the witnesses of both share a correct node (TLCB-L1), which
// acknowledges one face only.
func TestOneFaceOfANodeIsCertified(t *testing.T) {
	Theory.Valid(t, Contract().And("p", "(W0 p p)").And("q", "(W0 q q)").And("one node", "(Same p q)"), "(= p q)",
		"p", "q", "one node", "overlap in step 0", "one face")
}

// TLCB-L4. Claim: for every n, what is certified in s+0 is in every right message of s+2, also of a corrupt node (TLC
// §5.2.5, QSC4-P1).
//
// Method: SMT, as TLCB-L3: the witnesses share a correct node with the senders whose messages are exhibited as
// evidence; nothing is asked of who exhibits it, not even that it remembers its own messages.
func TestCertifiedIsKnownTwoStepsLater(t *testing.T) {
	Theory.Valid(t, Contract().And("certified", "(W0 p p)"), "(S2 i p)", "certified", "overlap in steps 0 and 1",
		"who acknowledges has it", "evidence brings all")
}
