package trace

import (
	"strings"
	"testing"
)

// What is refused in sending names the messages, nodes and steps that it is about, each at its place (TLC §2.2, §2.6).
func TestWhatIsRefusedInSendingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 2 2", "0 raw", ""},
		{"3 2 2", "0 raw; 0 raw", "TRACE-EQUIVOCATION broadcasts 0.2 as its raw message of step 0, but has already " +
			"broadcast 0.1, want one a step"},
		{"3 1 1", "0 alone; 0 raw; 0 raw at 0", "TRACE-EQUIVOCATION broadcasts 0.5 as its raw message of step 0, but has " +
			"already broadcast 0.1, want one a step"},
		{"3 1 1", "0 alone; 0 raw at 2", "TRACE-STEP sends 0.4 of step 2, but is at step 1"},
		{"3 1 1", "0 alone; 0 raw; 0 gets 0.4; 0 ack 0.4 at 0", "TRACE-STEP sends 0.5 of step 0, but is at step 1"},
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1 at 1",
			"TRACE-STEP sends 0.3 of step 1, but is at step 0"},
		{"3 2 2", "2 raw as 1.1", "TRACE-ID sends 1.1, want an id that begins with 2"},
		{"3 2 2", "0 raw as 0.7; 0 gets 0.7; 0 ack 0.7 as 0.7", "TRACE-ID sends 0.7 after 0.7, want a higher number"},
		{"3 2 2", "0 raw as 0.7; 0 gets 0.7; 0 ack 0.7 as 0.3", "TRACE-ID sends 0.3 after 0.7, want a higher number"},
		{"3 2 2", "0 raw as 0.0; 0 gets 0.0; 0 ack 0.0 as 0.0", "TRACE-ID sends 0.0 after 0.0, want a higher number"},
		{"3 2 2", "1 raw as 1.0; 2 raw as 2.0", ""},
		{"3 2 2", "0 raw as 0.7; 0 gets 0.7; 0 ack 0.7 as 0.8", ""},
	})
}

// See TestWhatIsRefusedInSendingIsSaid, of acknowledgments.
func TestWhatIsRefusedInAcknowledgingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 2 2", "0 raw; 0 gets 0.1; 0 ack 0.1", ""},
		{"3 2 0 clock", "0 raw; 0 gets 0.1; 0 ack 0.1",
			"TRACE-UNWITNESSED acknowledges 0.1, but witness_threshold = 0, want no acknowledgments"},
		{"3 2 2", "0 raw; 1 raw; 1 ack 0.1", "TRACE-ACK-RAW acknowledges 0.1, which it has not received"},
		{"3 2 2", "0 raw; 0 ack 1.1", "TRACE-ACK-RAW acknowledges 1.1, which nobody has sent"},
		{"3 2 2", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 ack 0.2",
			"TRACE-ACK-RAW acknowledges 0.2, which is no raw message"},
		{"3 2 2", "0 raw; 0 gets 0.1; 0 ack 0.1 to 2", "TRACE-ACK-TO acknowledges 0.1 to node 2, want to its sender, node 0"},
		{"3 1 1", "1 raw; 0 alone; 0 raw; 0 gets 1.1; 0 ack 1.1",
			"TRACE-ACK-LATE acknowledges 1.1 of step 0, but is at step 1 itself, want no late acknowledgment"},
		{"3 1 1", "1 raw; 0 raw; 0 gets 1.1; 0 ack 1.1; 0 ack 1.1",
			"TRACE-ACK-ONCE acknowledges 1.1 again, want one acknowledgment"},
		{"3 1 1", "1 raw; 0 raw; 2 raw; 0 gets 1.1; 0 ack 1.1; 2 gets 1.1; 2 ack 1.1", ""},
		// What it owed first is what it has to acknowledge before anything else.
		{"3 2 2", "0 raw; 1 raw; 0 gets 1.1; 0 gets 0.1",
			"TRACE-ACK-OWED receives another message before acknowledging 1.1, a raw message of its step 0"},
		{"3 2 2", "0 raw; 1 raw; 0 gets 1.1; 0 ack 1.1; 0 gets 0.1; 0 ack 0.1", ""},
	})
}

// See TestWhatIsRefusedInSendingIsSaid, of certificates.
func TestWhatIsRefusedInCertifyingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1", ""},
		{"3 2 0 clock", "0 raw; 0 gets 0.1; 0 wit 0.1",
			"TRACE-UNWITNESSED certifies 0.1, but witness_threshold = 0, want no certificates"},
		{"3 2 2", "0 raw; 1 raw; 0 wit 1.1", "TRACE-WIT-OWN certifies 1.1, a message of node 1, want its own only"},
		{"3 2 2", "0 raw; 0 wit 0.9", "TRACE-WIT-OWN certifies 0.9, which nobody has sent"},
		{"3 2 2", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 wit 0.2", "TRACE-WIT-OWN certifies 0.2, which is no raw message"},
		{"3 1 2", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1",
			"TRACE-WIT-THRESHOLD certifies 0.1 after acknowledgments of 1 nodes, want 2"},
		{"3 1 1", "0 raw; 1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2; " +
			"0 gets 1.3; 0 steps 1; 0 wit 0.1", "TRACE-WIT-LATE certifies 0.1 of step 0, but is at step 1"},
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 wit 0.1",
			"TRACE-WIT-ONCE certifies 0.1 again, want one certificate"},
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 gets 0.1", "TRACE-ONCE receives 0.1 again, want once"},
		{"3 1 1", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 gets 1.1", "TRACE-WIT-OWED receives another " +
			"message before certifying 0.1, which has acknowledgments of 1 nodes"},
		// Late acknowledgments are of no use, and those of other messages of none ever.
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; 0 gets 1.1; " +
			"0 ack 1.1; 0 gets 1.2; 0 gets 1.3; 0 steps 1; 0 raw; 0 gets 0.2; 0 wit 0.4",
			"TRACE-WIT-THRESHOLD certifies 0.4 after acknowledgments of 0 nodes, want 1"},
	})
}

// What is refused in receiving names the message, its step and the node's own (TLC §2.2 to §2.4).
func TestWhatIsRefusedInReceivingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 2 2", "0 raw; 1 raw; 1 gets 0.1", ""},
		{"3 2 2", "0 raw; 1 raw; 1 gets 0.2",
			"TRACE-CAUSAL receives 0.2, which nobody has sent before: it is causally later, or unknown"},
		{"3 2 2", "0 raw; 0 gets 3.1",
			"TRACE-CAUSAL receives 3.1, which nobody has sent before: it is causally later, or unknown"},
		{"3 1 1", "1 raw; 0 alone; 0 gets 1.1", "TRACE-PROPOSE receives before broadcasting its raw message of step 1"},
		{"3 2 2", "0 raw; 1 raw; 0 gets 1.1; 0 ack 1.1; 0 gets 1.1", "TRACE-ONCE receives 1.1 again, want once"},
		{"3 2 2 direct", "0 raw; 1 raw; 2 raw; 0 gets 1.1; 0 ack 1.1; 2 gets 0.2",
			"TRACE-ADDRESS receives 0.2, an acknowledgment to node 1"},
		{"3 2 2", "0 raw; 1 raw; 2 raw; 0 gets 1.1; 0 ack 1.1; 2 gets 0.2", "TRACE-CAUSAL receives 0.2 without 1.1 " +
			"(send raw, step 0), which its sender had received before sending it, want the causally prior message first"},
		{"3 1 1", "0 alone; 0 raw; 0 gets 0.4; 0 ack 0.4; 1 raw; 1 gets 0.5", "TRACE-CAUSAL receives 0.5 without 0.1 " +
			"(send raw, step 0), which its sender had received before sending it, want the causally prior message first"},
		// An acknowledgment that is direct has no history; a raw message has one all the same.
		{"3 2 2 direct", "0 raw; 1 raw; 2 raw; 0 gets 1.1; 0 ack 1.1; 1 gets 0.2", ""},
		{"3 1 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 1 alone; 1 raw; 0 gets 1.1; 0 ack 1.1; " +
			"0 gets 1.2; 0 gets 1.3; 0 gets 1.4", "TRACE-ADVANCE-OWED receives 1.4 of step 1 at step 0, of which it has 2 of " +
			"1 threshold witnessed messages, want an advance first"},
		{"3 1 0 clock", "0 raw; 0 gets 0.1; 1 alone; 1 raw; 0 gets 1.1; 0 gets 1.2",
			"TRACE-ADVANCE-OWED receives 1.2 of step 1 at step 0, of which it has 2 of 1 threshold witnessed messages, " +
				"want an advance first"},
		{"3 1 1", "0 alone; 0 alone; 0 alone; 0 raw; 0 gets 0.10", "TRACE-DECIDE-OWED receives another message before " +
			"deciding round 0, at whose end it is"},
		{"3 1 1 sequential", "0 alone; 0 alone; 0 alone; 0 decides 0 0.1 commits; 0 alone; 0 alone; 0 alone; 0 raw; " +
			"0 gets 0.19", "TRACE-DECIDE-OWED receives another message before deciding round 1, at whose end it is"},
		{"3 1 1 sequential", "0 alone; 0 alone; 0 alone; 0 decides 0 0.1 commits; 0 alone; 0 alone; 0 alone; " +
			"0 decides 1 0.10 commits; 0 raw; 0 gets 0.19", ""},
	})
}

// What is refused in advancing, and how many messages there were and had to be (TLC §2.2, §2.4, §2.6).
func TestWhatIsRefusedInAdvancingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 1 1", "0 alone; 0 alone; 0 steps 4", "TRACE-ADVANCE-ONE advances from step 2 to 4, want 3"},
		{"3 1 1", "0 alone; 0 alone; 0 steps 2", "TRACE-ADVANCE-ONE advances from step 2 to 2, want 3"},
		{"3 1 1", "0 alone; 0 alone; 0 steps 3",
			"TRACE-ADVANCE-THRESHOLD advances to step 3 with 0 threshold witnessed messages of step 2, want 1"},
		{"3 2 1", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 0 steps 1",
			"TRACE-ADVANCE-THRESHOLD advances to step 1 with 1 threshold witnessed messages of step 0, want 2"},
		{"3 2 0 clock", "0 raw; 0 gets 0.1; 0 steps 1",
			"TRACE-ADVANCE-THRESHOLD advances to step 1 with 1 threshold witnessed messages of step 0, want 2"},
		// After adopting, by as many steps as there are messages of each.
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 steps 3",
			"TRACE-ADVANCE-THRESHOLD advances to step 3 with 0 threshold witnessed messages of step 2, want 1"},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 steps 2; 0 raw", ""},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 steps 1; 0 raw; 0 gets 0.2; 0 ack 0.2; 0 steps 2", ""},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 gets 1.7", "TRACE-ADVANCE-OWED stays at step 0 having " +
			"adopted messages of step 1, want an advance to that first"},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 gets 0.1", "TRACE-ADVANCE-OWED stays at step 0 having " +
			"adopted messages of step 1, want an advance to that first"},
		// Of what it takes over only what is of its step counts for that.
		{"3 2 0 clock", "0 raw; 1 raw; 2 raw; 0 gets 0.1; 0 gets 1.1; 0 steps 1; 0 raw; 0 gets 0.2; 1 gets 2.1; 1 gets " +
			"1.1; 1 steps 1; 1 raw; 0 adopts 1.2; 0 steps 2",
			"TRACE-ADVANCE-THRESHOLD advances to step 2 with 1 threshold witnessed messages of step 1, want 2"},
		{"3 1 1", "0 alone; 0 raw; 1 raw; 0 adopts 1.1; 0 steps 1",
			"TRACE-ADVANCE-ONE advances from step 1 to 1, want a later step"},
		{"3 1 1", "0 alone; 0 raw; 1 raw; 0 adopts 1.1; 0 steps 0",
			"TRACE-ADVANCE-ONE advances from step 1 to 0, want a later step"},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 gets 1.1", "TRACE-ADVANCE-OWED stays at step 0 having " +
			"adopted messages of step 1, want an advance to that first"},
	})
}

// What is refused in adopting (TLC §2.4).
func TestWhatIsRefusedInAdoptingIsSaid(t *testing.T) {
	testFindings(t, []finding{
		{"3 2 2", "0 raw; 1 raw; 0 adopts 1.2", "TRACE-ADOPT adopts the history of 1.2, which nobody has sent before"},
		{"3 2 2", "0 raw; 0 adopts 0.1", "TRACE-ADOPT adopts the history of 0.1, its own message"},
		{"3 2 2 direct", "0 raw; 1 raw; 0 gets 1.1; 0 ack 1.1; 1 adopts 0.2",
			"TRACE-ADOPT adopts the history of 0.2, an acknowledgment, which has none"},
		{"3 2 2", "0 raw; 1 raw; 0 gets 1.1; 0 ack 1.1; 1 adopts 0.2", ""},
		{"3 2 2", "0 raw; 1 raw; 0 gets 1.1; 0 adopts 1.1",
			"TRACE-ACK-OWED receives another message before acknowledging 1.1, a raw message of its step 0"},
	})
}

// What is refused in deciding names the tickets, the rival and by when it was known (TLC §4.10).
func TestWhatIsRefusedInDecidingIsSaid(t *testing.T) {
	const (
		ended = "0 alone ticket 5; 0 alone; 0 alone; "
		next  = "0 decides 0 0.1 commits; 0 alone; "
		both  = "1 raw ticket 8; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; " // its raw message is certified by 1.3
		heard = "0 raw ticket 5; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2; " +
			"0 gets 1.3; 0 gets 0.3; 0 steps 1; 0 alone; 0 alone; " // so that both are confirmed
		best = "want 1.1 (ticket 8), the best of those of step 0 that it has confirmed"
	)
	testFindings(t, []finding{
		{"3 1 1", ended + "0 decides 0 0.1 commits", ""},
		{"3 1 1", ended + "0 decides 1 0.1 commits", "TRACE-DECIDE-ROUND decides round 1, want round 0 next"},
		{"3 1 1", ended + "0 decides 0 0.1 commits; 0 decides 1 0.4 commits",
			"TRACE-DECIDE-ROUND decides round 1 at step 3, want at step 4"},
		{"3 1 1 sequential", ended + "0 decides 0 0.1 commits; 0 decides 1 0.4 commits",
			"TRACE-DECIDE-ROUND decides round 1 at step 3, want at step 6"},
		{"3 1 1", ended + next + "0 decides 1 0.4 commits", ""},
		{"3 1 1", both + heard + "0 decides 0 none", "TRACE-CHOICE chooses nothing in round 0, " + best},
		{"3 1 1", strings.Replace(both, "8", "5", 1) + heard + "0 decides 0 none", "TRACE-CHOICE chooses nothing in round " +
			"0, want 0.1 (ticket 5), the best of those of step 0 that it has confirmed"}, // of several the lowest node's
		{"3 1 1", both + heard + "0 decides 0 0.5 commits",
			"TRACE-CHOICE chooses 0.5 in round 0, which is no raw message of step 0, " + best},
		{"3 1 1", both + heard + "0 decides 0 0.1 commits", "TRACE-CHOICE chooses 0.1 (ticket 5) in round 0, " + best},
		{"3 1 1", both + heard + "0 decides 0 2.1",
			"TRACE-CHOICE chooses 2.1 in round 0, which is no raw message of step 0, " + best}, // nobody heard of node 2
		{"3 1 1", "2 raw ticket 9; " + both + heard + "0 decides 0 2.1 commits",
			"TRACE-CHOICE chooses 2.1 (ticket 9) in round 0 without having received its certificate, " + best},
		{"3 1 1", both + heard + "0 decides 0 1.1 commits", ""},
		{"3 1 1", both + heard + "0 decides 0 1.1", "TRACE-COMMIT does not commit 1.1 in round 0, want committed: 0.5 of " +
			"step 1 is confirmed and its sender had confirmed the choice before sending it, and no rival has a ticket of 8 " +
			"or higher"},
		{"3 1 1", "2 raw ticket 8; 0 raw ticket 5; 0 gets 2.1; 0 ack 2.1; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 gets 0.3; " +
			"0 wit 0.1; 0 gets 0.4; 0 steps 1; 0 alone; 0 alone; 0 decides 0 0.1 commits", "TRACE-COMMIT commits 0.1 " +
			"(ticket 5) in round 0, want not committed: it has received 2.1 with ticket 8"},
		{"3 1 1", "1 raw ticket 3; 0 alone ticket 5; 1 gets 0.1; 1 ack 0.1; 1 gets 1.1; 1 ack 1.1; 1 gets 0.2; 1 gets 1.2; " +
			"1 gets 1.3; 1 wit 1.1; 1 gets 1.4; 1 steps 1; 1 alone; 1 raw; 1 gets 0.3; 1 gets 1.8; 1 ack 1.8; 1 gets 1.9; " +
			"1 wit 1.8; 1 gets 1.10; 1 steps 3; 1 decides 0 0.1 commits", "TRACE-COMMIT commits 0.1 in round 0, want not " +
			"committed: no raw message of step 1 that it has confirmed carries a confirmation of the choice"},
	})
}

// Which of the two readings of the third condition a commit is held against is said where they differ, with what
// settled it (TLC §4.10, §4.7).
func TestWhichReadingACommitIsHeldAgainstIsSaid(t *testing.T) {
	const (
		// Node 1 has better proposals for the first three steps, which node 0 need not know of.
		rivals = "1 raw ticket 9; 0 alone ticket 5; 1 gets 0.1; 1 ack 0.1; 1 gets 0.2; 1 gets 0.3; 1 steps 1; " +
			"1 raw ticket 9; 0 alone ticket 5; 1 gets 0.4; 1 ack 0.4; 1 gets 0.5; 1 gets 0.6; 1 steps 2; 1 raw ticket 9; "
		late   = rivals + "0 alone ticket 5 hears 1.1; " // in the third step of its round
		early  = "1 raw ticket 9; 0 alone ticket 5; 0 alone hears 1.1; 0 alone; "
		commit = "TRACE-COMMIT commits 0.1 (ticket 5) in round 0, want not committed: it has received 1.1 with ticket 9"
		denied = "TRACE-COMMIT does not commit 0.1 in round 0, want committed: 0.4 of step 1 is confirmed and its sender " +
			"had confirmed the choice before sending it, and no rival has a ticket of 5 or higher"
		byEnd, byTwo = " (rivals count that are known by step s+3", " (rivals count that are known by step s+2"
	)
	testFindings(t, []finding{
		{"3 1 1", late + "0 decides 0 0.1 commits", ""},
		{"3 1 1", late + "0 decides 0 0.1", ""},
		{"3 1 1 by-end", late + "0 decides 0 0.1", ""},
		{"3 1 1 by-two", late + "0 decides 0 0.1 commits", ""},
		{"3 1 1 by-end", late + "0 decides 0 0.1 commits", commit + byEnd + ")"},
		{"3 1 1 by-two", late + "0 decides 0 0.1", denied + byTwo + ")"},
		{"3 1 1", early + "0 decides 0 0.1", ""},
		{"3 1 1", early + "0 decides 0 0.1 commits", commit},
		{"3 1 1 by-two", early + "0 decides 0 0.1 commits", commit + byTwo + ")"},
		{"3 1 1 by-two", early + "0 decides 0 0.1", ""},
		// The first decision that only one of them explains settles it.
		{"3 1 1", late + "0 decides 0 0.1 commits; 0 alone hears 1.3; 0 decides 1 0.4",
			"TRACE-COMMIT does not commit 0.4 in round 1, want committed: 0.7 of step 2 is confirmed and its sender had " +
				"confirmed the choice before sending it, and no rival has a ticket of 5 or higher" + byTwo +
				", as the decision of round 0 by node 0 shows)"},
		{"3 1 1", late + "0 decides 0 0.1; 0 alone hears 1.3; 0 decides 1 0.4 commits",
			"TRACE-COMMIT commits 0.4 (ticket 5) in round 1, want not committed: it has received 1.3 with ticket 9" + byEnd +
				", as the decision of round 0 by node 0 shows)"},
		{"3 1 1", late + "0 decides 0 0.1; 0 alone hears 1.3; 0 decides 1 0.4", ""},
		{"3 1 1", late + "0 decides 0 0.1 commits; 0 alone ticket 5; 0 decides 1 0.4 commits; 0 alone hears 1.5; " +
			"0 decides 2 0.7", "TRACE-COMMIT does not commit 0.7 in round 2, want committed: 0.10 of step 3 is confirmed and " +
			"its sender had confirmed the choice before sending it, and no rival has a ticket of 5 or higher" + byTwo +
			", as the decision of round 0 by node 0 shows)"},
		// Where the header says it, no decision does.
		{"3 1 1 by-two", late + "0 decides 0 0.1 commits; 0 alone hears 1.3; 0 decides 1 0.4",
			"TRACE-COMMIT does not commit 0.4 in round 1, want committed: 0.7 of step 2 is confirmed and its sender had " +
				"confirmed the choice before sending it, and no rival has a ticket of 5 or higher" + byTwo + ")"},
		{"3 1 1 by-end", late + "0 decides 0 0.1; 0 alone hears 1.3; 0 decides 1 0.4 commits",
			"TRACE-COMMIT commits 0.4 (ticket 5) in round 1, want not committed: it has received 1.3 with ticket 9" + byEnd +
				")"},
		{"3 1 1", rivals + "0 alone ticket 5; 0 decides 0 0.1 commits; 0 alone hears 1.3; 0 decides 1 0.4 commits; " +
			"0 alone hears 1.5; 0 decides 2 0.7", "TRACE-COMMIT does not commit 0.7 in round 2, want committed: 0.10 of " +
			"step 3 is confirmed and its sender had confirmed the choice before sending it, and no rival has a ticket of 5 or " +
			"higher" + byTwo + ", as the decision of round 1 by node 0 shows)"},
		// Who skips a step knows on reaching the third what it adopts.
		{"3 1 1 by-two", "1 raw ticket 9; 2 raw; 2 gets 1.1; 2 ack 1.1; 0 alone ticket 5; 2 gets 0.1; 2 ack 0.1; " +
			"2 gets 0.2; 2 gets 0.3; 2 steps 1; 2 raw; 2 gets 2.4; 2 ack 2.4; 2 gets 2.5; 2 wit 2.4; 2 gets 2.6; 2 steps 2; " +
			"2 raw; 0 raw; 0 adopts 2.7; 0 steps 2; 0 alone; 0 decides 0 0.1 commits", commit + byTwo + ")"},
	})
}

// Who disagrees with whom, where thresholds allow it (TLC §2.7). Method: three nodes of which each needs nobody else.
func TestWhoDisagreesIsSaid(t *testing.T) {
	const (
		// Nodes 0 and 1 know of a better proposal by node 3, and commit nothing; node 2 knows only what node 0 knew before.
		begin = "3 raw ticket 9; 0 raw ticket 5; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 0 gets 3.1; " +
			"0 ack 3.1; 0 steps 1; 0 alone; 0 alone; 1 raw ticket 5; 1 gets 3.1; 1 ack 3.1; 1 gets 1.1; 1 ack 1.1; " +
			"1 gets 1.3; 1 wit 1.1; 1 gets 1.4; 1 steps 1; 1 alone; 1 alone; "
		follow = "2 raw ticket 1; 2 gets 0.1; 2 ack 0.1; 2 gets 0.2; 2 gets 0.3; 2 steps 1; 2 alone; 2 alone; "
		own    = "0 alone; 0 alone; 0 alone; 1 alone; 1 alone; 1 alone; "
	)
	testFindings(t, []finding{
		{"4 1 1", own + "0 decides 0 0.1 commits; 1 decides 0 1.1 commits",
			"TRACE-AGREEMENT chooses 1.1 in round 0, but node 0 has committed 0.1"},
		{"4 1 1", own + "1 decides 0 1.1 commits; 0 decides 0 0.1 commits",
			"TRACE-AGREEMENT chooses 0.1 in round 0, but node 1 has committed 1.1"},
		{"4 1 1", begin + "0 decides 0 0.1; 1 decides 0 1.1", ""},
		{"4 1 1", begin + follow + "0 decides 0 0.1; 2 decides 0 0.1 commits", ""},
		{"4 1 1", begin + follow + "1 decides 0 1.1; 2 decides 0 0.1 commits",
			"TRACE-AGREEMENT commits 0.1 in round 0, but node 1 has chosen 1.1"},
		{"4 1 1", begin + follow + "0 decides 0 0.1; 1 decides 0 1.1; 2 decides 0 0.1 commits",
			"TRACE-AGREEMENT commits 0.1 in round 0, but node 1 has chosen 1.1"},
		{"4 1 1", begin + follow + "1 decides 0 1.1; 0 decides 0 0.1; 2 decides 0 0.1 commits",
			"TRACE-AGREEMENT commits 0.1 in round 0, but node 1 has chosen 1.1"},
		{"4 1 1", begin + follow + "2 decides 0 0.1 commits; 0 decides 0 0.1; 1 decides 0 1.1",
			"TRACE-AGREEMENT chooses 1.1 in round 0, but node 2 has committed 0.1"},
		// Each round is a matter of its own.
		{"4 1 1", own + "0 decides 0 0.1 commits; 0 alone; 0 decides 1 0.4 commits", ""},
	})
}
