package clock

import "testing"

// CLK-L2. Claim: for every n, the contract implies two-step broadcast: what anybody ever holds certified of step 0 all
// have seen on leaving step 1 (TLC §2.9, CLK-P7, TLC-P6, QSC3-P2).
//
// Method: SMT, first order, the axioms CLK-P1 to CLK-P6 over any number of nodes, and that certain majorities share a
// node. That all of it is true of any three steps of the message-level clock is TLC-L9.
func TestTheContractImpliesTwoStepBroadcast(t *testing.T) {
	Theory.Valid(t, Contract().And("certified", "(C3 i p)"), "(S2 j p)", "certified", "overlap in steps 0 and 1",
		"CLK-P3 leaving step 1", "CLK-P5")
}
