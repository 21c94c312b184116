package tlcb

import "testing"

// TLCB-L1. Claim: for every n, f_a and f_c, two quorums share a correct node, whichever corrupt nodes acknowledge both
// faces of a message or left because they are exposed, to whomever; and f_a silent nodes leave a quorum (TLC §5.2.2).
//
// Method: SMT, linear arithmetic on the regions of the two sets; without any threshold, or with more corrupt nodes than
// f_c, there is a counterexample.
func TestQuorumsShareACorrectNode(t *testing.T) {
	venn.Valid(t, twoQuorums(), shared, "A", "B", "tm", "tw", "f_c")
	venn.Valid(t, silence(), quorumRemain, "silent", "tm")
}

// TLCB-L2. Claim: for every n, a quorum has a majority of the correct nodes: so nobody reaches s+1 before a majority of
// the correct nodes reached s; and such a majority shares a node with the one that has left s, so that nothing
// formulated after that is certified for s (TLC §5.2.4).
//
// Method: SMT, as TLCB-L1.
func TestAQuorumHasAMajorityOfTheCorrectNodes(t *testing.T) {
	one := twoQuorums()
	delete(one, "B")
	delete(one, "tw")
	venn.Valid(t, one, aMajority, "A", "tm", "f_c")
	venn.Valid(t, one.And("left", theyLeft), shared, "A", "tm", "f_c", "left")
}
