package attack

import (
	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// fork: each corrupt node keeps one log for a while. Then, as it enters a step that it draws, it goes on with two, both
// on what the one has, one shown to each half of the correct nodes (TLC §5.1.3). Its past is known to all, and what it
// acknowledged before is of use to both.
func fork() Attack {
	return Attack{Name: "fork", Rule: "t > (n+f_c)/2, LOG-E1", Breaks: "TLCB-O5",
		Says: "keep one log for some steps, and two from then on, one for each half of the group",
		Lax: func(c tlcb.Config) tlcb.Config {
			c.Message, c.Witness = c.Nodes/2+1, c.Nodes/2+1
			return c
		},
		New: func(s Stage) Script {
			return (&forking{faces: faces{Stage: s, of: map[model.Digest]int{}}}).act
		},
		Network: func(s Stage) sim.Adversary { return Regions(s) },
	}
}

// forking is a group whose corrupt nodes begin with one face.
type forking struct {
	faces
	before [model.MaxNodes]*tlcb.State // as it was after the event before
}

// lastFork bounds the steps in which logs fork.
const lastFork = 6

func (f *forking) act(s *tlcb.State, e model.Event, first []model.Effect) []model.Effect {
	self := s.Self()
	if f.second[self] != nil {
		return f.both(self, e, first)
	}
	for _, effect := range first {
		_, action := wrote(effect)
		raw, _ := action.(tlcb.Raw)
		if uint64(raw.Step) >= 1+s.Coin()%lastFork {
			f.second[self] = f.before[self] // of what has it enter the step the other face has not heard
			return f.send(0, first)
		}
	}
	now := *s
	f.before[self] = &now
	return first
}
