package simulate

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/tbls"
)

// attackOf is the attack of a name.
func attackOf(t *testing.T, name string) attack[bls.G1, bls.G2] {
	t.Helper()
	for _, a := range attacks[bls.G1, bls.G2]() {
		if a.name == name {
			return a
		}
	}
	t.Fatalf("no attack %s", name)
	return attack[bls.G1, bls.G2]{}
}

// Each attack sends what it says in place of a partial signature, and of an announcement.
func TestWhatCorruptNodesSendInPlaceOfWhatTheyShould(t *testing.T) {
	r, outputs := begun(t, "pedersen-bls-chained")
	g := r.group
	message, err := g.scheme.Message(2, outputs[1].Signature)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := tbls.Sign(g.key.Suite(), g.shares[3], message)
	if err != nil {
		t.Fatal(err)
	}
	signatures := g.scheme.Suite.Signatures
	right := beacon.Partial[bls.G2]{Round: 2, Signature: signed.Signature}
	said := beacon.Announcement{Beacon: outputs[2]}
	send := func(name string, corrupt model.NodeSet, last beacon.Beacon, m model.Message) []model.Message {
		g := g
		g.corrupt = corrupt
		return attackOf(t, name).send(g, beacon.State[bls.G2]{Self: 3, Last: last}, m)
	}
	one, two := model.Only(3), model.All(4).Minus(model.All(2))
	same := func(got []model.Message, want ...model.Message) bool { return reflect.DeepEqual(got, want) }
	if got := append(send("silent", one, outputs[1], right), send("silent", one, outputs[1], said)...); len(got) > 0 {
		t.Errorf("silent: %v", got)
	}
	if got := send("wrong", one, outputs[1], said); len(got) > 0 {
		t.Errorf("wrong: %v in place of an announcement", got)
	}
	got := send("wrong", one, outputs[1], right)
	p, isPartial := got[0].(beacon.Partial[bls.G2])
	a, announces := got[1].(beacon.Announcement)
	if len(got) != 2 || !isPartial || !announces || p.Round != 2 || a.Beacon.Round != 2 ||
		signatures.Equal(p.Signature, right.Signature) || !bytes.Equal(a.Beacon.Previous, g.genesis.Signature) ||
		!bytes.Equal(a.Beacon.Signature, signatures.Encode(p.Signature)) {
		t.Errorf("wrong: %+v", got)
	}
	if got := send("early", one, outputs[1], said); !same(got, said) {
		t.Errorf("early: %v in place of an announcement", got)
	}
	early := beacon.Partial[bls.G2]{Round: 3, Signature: right.Signature}
	if got := send("early", one, outputs[1], right); !same(got, right, early) {
		t.Errorf("early: %+v", got)
	}
	for _, c := range []struct {
		corrupt model.NodeSet
		m       model.Message
	}{{one, right}, {one, said}, {two, said}} {
		if got := send("ahead", c.corrupt, outputs[1], c.m); !same(got, c.m) {
			t.Errorf("ahead: %v corrupt send %v", c.corrupt, got)
		}
	}
	for _, corrupt := range []model.NodeSet{two, model.All(4).Without(0)} {
		for _, last := range outputs[:2] { // a node that is behind makes the rounds between
			if got := send("ahead", corrupt, last, right); !same(got, right, beacon.Announcement{Beacon: outputs[3]}) {
				t.Errorf("ahead: %v corrupt send %+v after round %d", corrupt, got, last.Round)
			}
		}
	}
}

// The outputs that t shares make are those of the scheme: they verify, and cover the one before where they are chained.
func TestCorruptNodesMakeRightOutputs(t *testing.T) {
	for _, scheme := range []string{"pedersen-bls-chained", "pedersen-bls-unchained"} {
		r, outputs := begun(t, scheme)
		for k, b := range outputs[1:] {
			var previous []byte
			if r.scheme.Chained {
				previous = outputs[k].Signature
			}
			if err := r.chain().Verify(b); err != nil || b.Round != uint64(k+1) || !bytes.Equal(b.Previous, previous) {
				t.Errorf("%s: %+v, %v", scheme, b, err)
			}
		}
	}
}

// Of a corrupt node all broadcasts are changed, those at its start included, and nothing else; of an honest one
// nothing is.
func TestOnlyBroadcastsOfCorruptNodesAreChanged(t *testing.T) {
	r, outputs := begun(t, "pedersen-bls-chained")
	g := r.group
	g.corrupt = model.Only(3)
	double := attack[bls.G1, bls.G2]{send: func(_ group[bls.G1, bls.G2], s beacon.State[bls.G2],
		m model.Message) []model.Message {
		return []model.Message{m, beacon.Announcement{Beacon: beacon.Beacon{Round: s.Last.Round}}}
	}}
	m, err := beacon.New(g.scheme, g.key, g.shares, g.genesis, 3)
	if err != nil {
		t.Fatal(err)
	}
	machine := tampering[bls.G1, bls.G2]{m, g, double}
	said := beacon.Announcement{Beacon: outputs[2]}
	effects := []model.Effect{model.SetTimer{Phase: 1}, model.Broadcast{Message: said}, model.Output{Value: 5}}
	state := func(self model.NodeID) beacon.State[bls.G2] {
		return beacon.State[bls.G2]{Self: self, Last: outputs[2]}
	}
	if got := machine.tamper(state(2), effects); !reflect.DeepEqual(got, effects) {
		t.Errorf("an honest node does %v", got)
	}
	added := model.Broadcast{Message: beacon.Announcement{Beacon: beacon.Beacon{Round: 2}}}
	want := []model.Effect{effects[0], effects[1], added, effects[2]}
	if got := machine.tamper(state(3), effects); !reflect.DeepEqual(got, want) {
		t.Errorf("a corrupt node does %v, want %v", got, want)
	}
	for self, broadcasts := range map[model.NodeID]int{2: 1, 3: 2} {
		s, started := machine.Start(self)
		if s.Self != self || len(started) != 1 || started[0] != (model.SetTimer{Phase: 1}) {
			t.Errorf("node %d starts with %v", self, started)
		}
		_, after := machine.Apply(s, model.Timer{Phase: 1})
		got := 0
		for _, e := range after {
			if _, is := e.(model.Broadcast); is {
				got++
			}
		}
		if got != broadcasts {
			t.Errorf("node %d broadcasts %d messages when its round begins, want %d", self, got, broadcasts)
		}
	}
}

// The help has a line for each attack.
func TestTheHelpListsTheAttacks(t *testing.T) {
	f, _, err := built(t, "")
	lines := strings.Split(f.Judged, "\n")
	var got []string
	for _, line := range lines[len(lines)-4:] {
		got = append(got, strings.Fields(line)[0])
	}
	if want := []string{"silent", "wrong", "early", "ahead"}; err != nil || !slices.Equal(got, want) ||
		!strings.Contains(f.Judged, "in order (BEACON-P1)") || !strings.Contains(lines[len(lines)-4], "they say nothing") {
		t.Errorf("%v: %s", err, f.Judged)
	}
}
