package explore

import (
	"quesera/proofs/refine"
	"quesera/spec/qsc3"
)

// renamedRound renames a state of a round, and also appends it to b in a fixed order.
func renamedRound(s *qsc3.State, to refine.Renaming) (r qsc3.State, b []byte) {
	know := func(k qsc3.Knowledge) qsc3.Knowledge {
		return qsc3.Knowledge{Seen: to.Set(k.Seen), Confirmed: to.Set(k.Confirmed), Reconfirmed: to.Set(k.Reconfirmed)}
	}
	r.Step, r.Turn = s.Step, s.Turn
	for step := range s.Witnessed {
		r.Witnessed[step] = to.Set(s.Witnessed[step])
		b = append(b, byte(r.Witnessed[step]))
	}
	for i, j := range to {
		r.Carried[j], r.Knows[j], r.Paparazzi[j], r.Ticket[j] = know(s.Carried[i]), know(s.Knows[i]), know(s.Paparazzi[i]),
			s.Ticket[i]
	}
	for j := range to {
		b = append(b, r.Step, r.Ticket[j])
		for _, k := range []qsc3.Knowledge{r.Carried[j], r.Knows[j], r.Paparazzi[j]} {
			b = append(b, byte(k.Seen), byte(k.Confirmed), byte(k.Reconfirmed))
		}
	}
	return r, b
}
