package vectors

import (
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	clock "quesera/model/tlc/vectors"
)

// Proposals are read as they are shown: the one below by the name of the message that carries it, and the first by
// none.
func TestProposalsAreReadAsTheyAreShown(t *testing.T) {
	w := wordsOf(clock.Script{Nodes: 3})
	for _, c := range []struct {
		words   clock.Proposal
		payload qsc3.Proposal
	}{
		{clock.Proposal{Round: 2, Ticket: 9, Parent: "1.3.raw"}, qsc3.Proposal{Round: 2, Ticket: 9,
			Parent: w.Digest("1.3.raw")}},
		{clock.Proposal{Ticket: 1<<64 - 1}, qsc3.Proposal{Ticket: 1<<64 - 1, Parent: qsc3.Genesis}},
	} {
		got, err := w.Read(w, &c.words)
		if err != nil || got != model.Payload(c.payload) {
			t.Errorf("%+v is %+v, %v, want %+v", c.words, got, err, c.payload)
		}
		if shown := w.Show(w, c.payload); *shown != c.words {
			t.Errorf("%+v is shown as %+v, want %+v", c.payload, *shown, c.words)
		}
	}
}
