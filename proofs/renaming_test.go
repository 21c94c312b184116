package proofs

import (
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
)

// renamings are the permutations of three nodes: node i becomes to[i]. They are written out and applied
// field by field, to have nothing in common with what spec/explore derives from the types.
var renamings = [][3]spec.NodeID{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}

func renamedSet(s spec.NodeSet, to [3]spec.NodeID) (out spec.NodeSet) {
	for i, j := range to {
		if s.Has(spec.NodeID(i)) {
			out = out.With(j)
		}
	}
	return out
}

// renamedClock renames a state of the contract, and also appends it to b in a fixed order.
func renamedClock(s *clock.State, to [3]spec.NodeID) (r clock.State, b []byte) {
	set := func(old spec.NodeSet) spec.NodeSet {
		return renamedSet(old, to)
	}
	view := func(v clock.View) clock.View {
		for step := range v.Raw {
			v.Raw[step], v.Cert[step] = set(v.Raw[step]), set(v.Cert[step])
		}
		return v
	}
	r.Turn = s.Turn
	for step := range s.Witnessed {
		r.Witnessed[step] = set(s.Witnessed[step])
	}
	for i, j := range to {
		r.Step[j], r.Knows[j] = s.Step[i], view(s.Knows[i])
		for step := range s.Carried {
			r.Carried[step][j] = view(s.Carried[step][i])
		}
	}
	for j := range to {
		b = append(b, r.Step[j])
		for step := range r.Carried {
			b = append(b, byte(r.Witnessed[step]), byte(r.Knows[j].Raw[step]), byte(r.Knows[j].Cert[step]))
			for past := range step {
				b = append(b, byte(r.Carried[step][j].Raw[past]), byte(r.Carried[step][j].Cert[past]))
			}
		}
	}
	return r, b
}

// renamedRound does the same for a state of a round.
func renamedRound(s *qsc3.State, to [3]spec.NodeID) (r qsc3.State, b []byte) {
	know := func(k qsc3.Knowledge) qsc3.Knowledge {
		return qsc3.Knowledge{Seen: renamedSet(k.Seen, to), Confirmed: renamedSet(k.Confirmed, to), Reconfirmed: renamedSet(k.Reconfirmed, to)}
	}
	r.Step, r.Turn = s.Step, s.Turn
	for step := range s.Witnessed {
		r.Witnessed[step] = renamedSet(s.Witnessed[step], to)
		b = append(b, byte(r.Witnessed[step]))
	}
	for i, j := range to {
		r.Carried[j], r.Knows[j], r.Paparazzi[j], r.Ticket[j] = know(s.Carried[i]), know(s.Knows[i]), know(s.Paparazzi[i]), s.Ticket[i]
	}
	for j := range to {
		b = append(b, r.Step, r.Ticket[j])
		for _, k := range []qsc3.Knowledge{r.Carried[j], r.Knows[j], r.Paparazzi[j]} {
			b = append(b, byte(k.Seen), byte(k.Confirmed), byte(k.Reconfirmed))
		}
	}
	return r, b
}

// leastOf is the renaming of s whose bytes come first.
func leastOf[S any](s *S, renamed func(*S, [3]spec.NodeID) (S, []byte)) S {
	var least S
	var bytes []byte
	for _, to := range renamings {
		if r, b := renamed(s, to); bytes == nil || string(b) < string(bytes) {
			least, bytes = r, b
		}
	}
	return least
}
