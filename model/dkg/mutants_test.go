package dkg_test

import (
	"testing"

	"quesera/model/dkg"
)

// Two nodes that were told different things of equal length have different transcripts: not only how
// much was said counts, but what.
func TestTheTranscriptCoversWhatWasSaid(t *testing.T) {
	told := func(deal dkg.Deal[uint8]) any {
		tb := seat(t, dkg.JointFeldman)
		tb.good(1)
		tb.hear(2, deal)
		for tb.state.Phase < dkg.Finished {
			tb.phase()
		}
		return tb.state.Outcome.Transcript
	}
	one, other := dkg.Deal[uint8]{Commitment: []uint8{3, 2}}, dkg.Deal[uint8]{Commitment: []uint8{4, 2}}
	if told(one) != told(one) {
		t.Error("two nodes that were told the same have different transcripts")
	}
	if told(one) == told(other) {
		t.Error("two nodes that were told different commitments have one transcript")
	}
}
