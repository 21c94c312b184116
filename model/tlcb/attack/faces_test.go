package attack

import (
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// What each attack is waived, allowed and hidden, beside its script.
func TestAttacksAreWhatTheySay(t *testing.T) {
	quiet := []string{"withhold", "withhold-acks", "silent", "replay", "flood"}
	c := of(7, 5, 2, 2)
	var names []string
	for _, a := range All() {
		names = append(names, a.Name)
		if a.Quiet != slices.Contains(quiet, a.Name) || a.Breaks == "" || a.Rule == "" || a.Says == "" {
			t.Errorf("%s: %+v", a.Name, a)
		}
		want := 0
		switch a.Name {
		case "equivocate", "fork":
			want = 4
		case "silent", "withhold-acks":
			want = 7
		}
		if (a.Lax != nil) != (want > 0) || (a.Network != nil) != (want == 4) {
			t.Errorf("%s: other thresholds, or a network", a.Name)
		} else if want > 0 {
			if lax := a.Lax(c); lax.Message != want || lax.Witness != want || lax.Nodes != 7 || lax.Corrupt != 2 {
				t.Errorf("%s: %+v, want thresholds of %d", a.Name, lax, want)
			}
		}
		if found, ok := Find(a.Name); !ok || found.Name != a.Name {
			t.Errorf("%s is not found", a.Name)
		}
	}
	if found, ok := Find("none"); ok || found.Name != "" {
		t.Errorf("%v is found, which is none", found.Name)
	}
	if got := strings.Join(names, " "); got != "equivocate fork certify race turn-back forget drag ack-twice withhold "+
		"withhold-acks silent accuse replay flood" {
		t.Errorf("%s", got)
	}
}

// author says what it is.
type author struct{ says log.Action }

func (a author) Next(*log.Mirror[*tlcb.View], uint64) log.Action { return a.says }

// Who withholds acknowledgments acknowledges node 0 alone and certifies nothing; all else it says.
func TestStingyNodesAcknowledgeOneNode(t *testing.T) {
	attack, _ := Find("withhold-acks")
	for _, c := range []struct {
		action log.Action
		said   bool
	}{{tlcb.Ack{Node: 0, Step: 2}, true}, {tlcb.Ack{Node: 1, Step: 2}, false}, {tlcb.Cert{Step: 2}, false},
		{tlcb.Raw{Step: 2}, true}, {log.Expose{}, true}, {nil, false}} {
		s := Stage{Machine: tlcb.Machine{Author: author{c.action}}}
		if got := attack.Author(s).Next(nil, 0); (got != nil) != c.said {
			t.Errorf("%+v: %+v, want it said: %v", c.action, got, c.said)
		}
	}
}

// halves is a group of seven of whom 5 and 6 are corrupt.
func halves(t *testing.T) (*faces, []moment) {
	t.Helper()
	s, moments := honest(t, of(7, 5, 2, 2), 3)
	return &faces{Stage: s, of: map[model.Digest]int{}}, moments
}

// What a face says its half hears, and all corrupt nodes; what is said to one node and what nobody hears stays. An
// entry is known by its face from then on.
func TestAFaceIsShownToItsHalf(t *testing.T) {
	f, moments := halves(t)
	entry := moments[len(moments)-1].state.Own().Entry
	effects := []model.Effect{model.SetTimer{Phase: 1}, model.Broadcast{Message: entry}, model.Send{To: 3, Message: entry},
		model.Broadcast{Message: log.Want{}}}
	for face, hear := range [][]model.NodeID{{0, 2, 4, 5, 6}, {1, 3, 5, 6}} {
		want := []model.Effect{effects[0]}
		for _, i := range hear {
			want = append(want, model.Send{To: i, Message: entry})
		}
		want = append(want, effects[2])
		for _, i := range hear {
			want = append(want, model.Send{To: i, Message: log.Want{}})
		}
		clear(f.of)
		if got := f.send(face, effects); !slices.Equal(words(got), words(want)) {
			t.Errorf("face %d: %v, want %v", face, words(got), words(want))
		}
		if known, ok := f.of[entry.Hash()]; !ok || known != face || len(f.of) != 1 {
			t.Errorf("face %d: its entry is of %d, %v", face, known, f.of)
		}
	}
}

// What a correct node says is for the face that it sees, and what a corrupt one says for the face whose entry it is, by
// itself or as the last of some. All else is for both.
func TestMessagesAreForAFace(t *testing.T) {
	f, moments := halves(t)
	last := moments[len(moments)-1].state.Own()
	first, second, stranger := last.Entry, last.Prev.Entry, last.Prev.Prev.Entry
	f.of = map[model.Digest]int{first.Hash(): 0, second.Hash(): 1}
	for _, c := range []struct {
		from    model.NodeID
		message model.Message
		face    int
		one     bool
	}{
		{0, second, 0, true}, {3, first, 1, true}, {4, log.Want{}, 0, true}, {5, first, 0, true}, {6, second, 1, true},
		{5, stranger, 0, false}, {5, log.Bundle{Entries: []*log.Entry{first, second}}, 1, true},
		{5, log.Bundle{Entries: []*log.Entry{second, first}}, 0, true},
		{5, log.Bundle{Entries: []*log.Entry{second, stranger}}, 0, false}, {5, log.Bundle{}, 0, true},
		{5, log.Want{}, 0, true},
	} {
		if face, one := f.faceOf(model.Receive{From: c.from, Message: c.message}); face != c.face || one != c.one {
			t.Errorf("%T from %d is for %d, %v, want %d, %v", c.message, c.from, face, one, c.face, c.one)
		}
	}
}

// Both faces act on what is for both, each on what is for it alone; the second draws other coins. Method: the honest
// moments, told to a node with two faces, beside two honest machines.
func TestEachFaceActsAsAnHonestNode(t *testing.T) {
	f, moments := halves(t)
	attack, _ := Find("equivocate")
	script := attack.New(f.Stage)
	second := map[model.NodeID]*tlcb.State{}
	for i := range f.Corrupt.Members() {
		s, _ := f.Machine.Start(i)
		second[i] = &s
	}
	acted := [2]int{}
	for k, m := range moments[:150] {
		self, e := m.state.Self(), m.event
		r, received := e.(model.Receive)
		face, one := f.faceOf(r)
		if coin, ok := e.(model.Coin); ok {
			e = model.Coin{Value: coin.Value ^ 1}
		}
		var want []model.Effect
		if !received || !one || face == 0 {
			want, acted[0] = f.send(0, m.effects), acted[0]+1
		}
		if !received || !one || face == 1 {
			want, acted[1] = append(want, f.send(1, f.Machine.Change(second[self], e, nil))...), acted[1]+1
		}
		if got := script(&m.state, m.event, m.effects); !slices.Equal(words(got), words(want)) {
			t.Fatalf("moment %d of node %d:\n got %v\nwant %v", k, self, words(got), words(want))
		}
	}
	if acted[0] < 30 || acted[1] < 30 {
		t.Errorf("the faces act %v times", acted)
	}
}

// A log forks when its node enters a step that it draws, from 1 to 6: from then on the first half hears what the node
// says, and the other what it would say had it not entered. Before, both hear the same.
func TestALogForksAtTheStepThatIsDrawn(t *testing.T) {
	f, moments := halves(t)
	attack, _ := Find("fork")
	script := attack.New(f.Stage)
	before, second := map[model.NodeID]tlcb.State{}, map[model.NodeID]*tlcb.State{}
	for k, m := range moments[:700] {
		self := m.state.Self()
		got := script(&m.state, m.event, m.effects)
		want := m.effects
		if fork := second[self]; fork != nil {
			want = nil
			r, received := m.event.(model.Receive)
			face, one := f.faceOf(r)
			if !received || !one || face == 0 {
				want = f.send(0, m.effects)
			}
			if !received || !one || face == 1 {
				want = append(want, f.send(1, f.Machine.Change(fork, m.event, nil))...)
			}
		} else if entersAt(m) >= 1+m.state.Coin()%6 {
			was := before[self]
			second[self], want = &was, f.send(0, m.effects)
		}
		before[self] = m.state
		if !slices.Equal(words(got), words(want)) {
			t.Fatalf("moment %d of node %d:\n got %v\nwant %v", k, self, words(got), words(want))
		}
	}
	if len(second) != 2 {
		t.Errorf("%d logs fork, want 2", len(second))
	}
}

// entersAt is the step that a node enters in a moment, beyond the first; 0: none.
func entersAt(m moment) uint64 {
	for _, effect := range m.effects {
		if e := entryOf(effect); e != nil {
			if raw, ok := e.Action.(tlcb.Raw); ok && raw.Step > 0 {
				return uint64(raw.Step)
			}
		}
	}
	return 0
}

// drawn is a chooser that says what it is told, and notes of how many.
type drawn struct{ says, of []int }

func (d *drawn) Choose(n int) int {
	d.of = append(d.of, n)
	says := d.says[0]
	d.says = d.says[1:]
	return says
}

// Packets stay within a half, and with corrupt nodes, but for one in 48, or where there are no others.
func TestRegionsHearOfEachOtherSeldom(t *testing.T) {
	f, _ := halves(t)
	network := Regions(f.Stage)
	across := sim.Envelope{From: 0, To: 1}
	for _, c := range []struct {
		view     []sim.Envelope
		says, of []int
		want     int
	}{
		{[]sim.Envelope{across, {From: 0, To: 2}, across, {From: 3, To: 1}, {From: 5, To: 0}, {From: 1, To: 6}}, []int{1, 3},
			[]int{48, 4}, 5},
		{[]sim.Envelope{across, {From: 0, To: 2}, across, {From: 3, To: 1}, {From: 5, To: 0}, {From: 1, To: 6}}, []int{47, 0},
			[]int{48, 4}, 1},
		{[]sim.Envelope{across, {From: 0, To: 2}, across}, []int{0, 2}, []int{48, 3}, 2},
		{[]sim.Envelope{across, {From: 4, To: 3}}, []int{1}, []int{2}, 1},
	} {
		d := &drawn{says: c.says}
		if got := network(c.view, d); got != c.want || !slices.Equal(d.of, c.of) {
			t.Errorf("%v: %d, drawn of %v, want %d, of %v", c.view, got, d.of, c.want, c.of)
		}
	}
}

// A corrupt node with a script does what that says, others what they would, and nothing is lost that others did before.
func TestACastPlaysItsParts(t *testing.T) {
	f, moments := halves(t)
	m := moments[100]
	scripted := Attack{New: func(Stage) Script {
		return func(*tlcb.State, model.Event, []model.Effect) []model.Effect {
			return []model.Effect{model.AskCoin{Sides: 4}}
		}
	}}
	plain := slices.Clone(words(f.Machine.Change(&[]tlcb.State{m.state}[0], m.event, nil)))
	for _, c := range []struct {
		attack  Attack
		corrupt model.NodeSet
		want    []string
	}{{scripted, f.Corrupt, []string{"model.AskCoin"}}, {scripted, model.NodeSet{}, plain}, {Attack{}, f.Corrupt, plain}} {
		stage := f.Stage
		stage.Corrupt = c.corrupt
		s := m.state
		got := c.attack.Play(stage).Change(&s, m.event, []model.Effect{model.SetTimer{}})
		if want := append([]string{"model.SetTimer"}, c.want...); !slices.Equal(words(got), want) {
			t.Errorf("%v, want %v", words(got), want)
		}
		if _, got := c.attack.Play(stage).Apply(m.state, m.event); !slices.Equal(words(got), c.want) {
			t.Errorf("%v, want %v", words(got), c.want)
		}
	}
	if sent, kept := split(moments[len(moments)-1].effects); len(mute(append(slices.Clone(sent), kept...))) != len(kept) {
		t.Error("what others hear is not muted, or what they do not is")
	}
}
