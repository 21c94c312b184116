package causal

import "testing"

// heldMessage is a message of a test.
type heldMessage struct{ header Header }

func (m *heldMessage) Causal() *Header { return &m.header }

// Places of messages that were taken out are used again, all of them: a buffer does not grow with what passed through.
func TestABufferUsesItsPlacesAgain(t *testing.T) {
	b := newBuffer[*heldMessage](3)
	full := 0
	for round := range 50 {
		for s := range Stamp(10) {
			b.Change(change[*heldMessage]{kind: put, lack: lack{node: 1}, message: &heldMessage{Header{Node: 2, Stamp: s}}})
		}
		if round == 0 {
			full = b.Parts()
		}
		if taken := b.Change(change[*heldMessage]{kind: takeAll, lack: lack{node: 1}}).taken; len(taken) != 10 {
			t.Fatalf("%d messages are taken out, want 10", len(taken))
		}
	}
	if b.Parts() != full {
		t.Errorf("after fifty rounds there are %d parts, after one %d", b.Parts(), full)
	}
}
