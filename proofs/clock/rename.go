package clock

import (
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
)

// Renamed renames a state of the contract, and also appends it to b in a fixed order.
func Renamed(s *clock.State, to refine.Renaming) (r clock.State, b []byte) {
	set := func(old spec.NodeSet) spec.NodeSet {
		return to.Set(old)
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
