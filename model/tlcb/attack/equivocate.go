package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// equivocate: each corrupt node keeps two logs from the first entry on, and shows one to each half of the correct
// nodes. Both are right by themselves. They fork their log between two regions of ignorance, certify with the
// acknowledgments of one region and of each other, and acknowledge two versions (TLC §5.1.3, §5.2.3). With thresholds
// that leave out f_c both versions are certified; otherwise none needs to be, and the fork is exposed when the regions
// meet.
func equivocate() Attack {
	return Attack{Name: "equivocate", Rule: "t > (n+f_c)/2, LOG-E1", Breaks: "TLCB-O2",
		Says: "keep two logs, and show one to each half of the group",
		Lax: func(c tlcb.Config) tlcb.Config {
			c.Message, c.Witness = c.Nodes/2+1, c.Nodes/2+1
			return c
		},
		New:     func(s Stage) Script { return (&faces{Stage: s, of: map[model.Digest]int{}}).act },
		Network: func(s Stage) sim.Adversary { return Regions(s) },
	}
}

// faces are the second logs of the corrupt nodes. An honest machine runs each of the two.
type faces struct {
	Stage
	second [model.MaxNodes]*tlcb.State
	of     map[model.Digest]int // which face of a corrupt node an entry is; of one log it is none
}

// side tells to which region a correct node belongs: 0 or 1.
func (s Stage) side(i model.NodeID) int { return s.Correct().Rank(i) % 2 }

func (f *faces) act(s *tlcb.State, e model.Event, first []model.Effect) []model.Effect {
	self := s.Self()
	if f.second[self] == nil {
		other, _ := f.Machine.Start(self)
		f.second[self] = &other
	}
	if coin, ok := e.(model.Coin); ok {
		e = model.Coin{Value: coin.Value ^ 1}
	}
	return f.both(self, e, first)
}

// both have the faces of a node act, each on what is for it.
func (f *faces) both(self model.NodeID, e model.Event, first []model.Effect) (sent []model.Effect) {
	r, received := e.(model.Receive)
	face, one := f.faceOf(r)
	if face == 0 { // or for both: then it is of none
		sent = f.send(0, first)
	}
	if !received || !one || face == 1 {
		sent = append(sent, f.send(1, f.Machine.Change(f.second[self], e, nil))...)
	}
	return sent
}

// faceOf tells which face a message is for: that which its sender sees, if it sees one.
func (f *faces) faceOf(r model.Receive) (face int, one bool) {
	if !f.Corrupt.Has(r.From) {
		return f.side(r.From), true
	}
	switch m := r.Message.(type) {
	case *log.Entry:
		face, one = f.of[m.Hash()]
		return face, one
	case log.Bundle:
		if len(m.Entries) > 0 {
			face, one = f.of[m.Entries[len(m.Entries)-1].Hash()]
			return face, one
		}
	}
	return 0, true
}

// send shows what a face says to its region, and to the other corrupt nodes.
func (f *faces) send(face int, effects []model.Effect) []model.Effect {
	var sent []model.Effect
	for _, effect := range effects {
		b, ok := effect.(model.Broadcast)
		if !ok {
			sent = append(sent, effect)
			continue
		}
		if e, ok := b.Message.(*log.Entry); ok {
			f.of[e.Hash()] = face
		}
		for k := range f.Config.Nodes {
			if i := model.NodeID(k); f.Corrupt.Has(i) || f.side(i) == face {
				sent = append(sent, model.Send{To: i, Message: b.Message})
			}
		}
	}
	return sent
}

// Regions is a network that seldom lets the two halves of the correct nodes hear of each other; corrupt nodes are of
// both.
func Regions(s Stage) sim.Oblivious {
	return func(view []sim.Envelope, c sim.Chooser) int {
		var near []int
		for k, e := range view {
			if s.Corrupt.Has(e.From) || s.Corrupt.Has(e.To) || s.side(e.From) == s.side(e.To) {
				near = append(near, k)
			}
		}
		if len(near) == 0 || c.Choose(48) == 0 {
			return c.Choose(len(view))
		}
		return near[c.Choose(len(near))]
	}
}
