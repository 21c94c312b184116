package tlc

import (
	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// abstraction maps the states of all nodes and the messages sent so far to a state of spec/tlc. A node
// that has reached a step and waits for the layer above is taken to have broadcast already:
// nothing can happen to it in between.
func (sh *shadow) abstraction() spectlc.State {
	st := spectlc.State{Tardy: sh.tardy}
	for j := range sh.States {
		s := &sh.States[j]
		st.Step[j], st.View[j] = uint8(s.Step()), sh.historyOf(s)
		if s.Waiting() && st.Step[j] < sh.config.Horizon {
			st.AtRaw[s.Step()][j] = st.View[j]
			st.View[j].Raw[s.Step()] = st.View[j].Raw[s.Step()].With(spec.NodeID(j))
		}
	}
	for id, view := range sh.carried {
		if id.Kind == tlc.KindRaw {
			st.AtRaw[id.Step][id.Node] = view
		} else {
			st.AtCert[id.Step][id.Node] = view
		}
	}
	sh.jumps.passedOver(&st)
	for i := range sh.States {
		s := st.Step[i]
		if !sh.config.Unwitnessed && sh.States[i].Certified() || s == sh.config.Horizon {
			continue
		}
		st.Acks[i] = sh.witnesses(&st, spec.NodeID(i), s)
	}
	return st
}

// witnesses are those who saw i's raw message of its present step s while in s: they have acknowledged it,
// whether or not i knows yet (spec/tlc records an acknowledgment as it is sent).
func (sh *shadow) witnesses(st *spectlc.State, i spec.NodeID, s uint8) spec.NodeSet {
	if sh.config.Unwitnessed {
		return spec.Only(i)
	}
	var all spec.NodeSet
	for k := range spec.NodeID(sh.config.Nodes) {
		if sh.jumps.inStep(sh.config, st, k, s).Raw[s].Has(i) {
			all = all.With(k)
		}
	}
	return all
}

// leaving is what k knew when it left step s, or knows if it has not.
func leaving(c spectlc.Config, st *spectlc.State, k spec.NodeID, s uint8) spectlc.View {
	if s+1 < c.Horizon && st.Step[k] > s {
		return st.AtRaw[s+1][k]
	}
	return st.View[k]
}

// historyOf is what a node has delivered.
func (sh *shadow) historyOf(s *tlc.State) spectlc.View {
	var v spectlc.View
	for step := range sh.config.Horizon {
		v.Raw[step] = refine.Set(s.History().Raws(model.Step(step)))
		v.Cert[step] = refine.Set(s.History().Certs(model.Step(step)))
	}
	return v
}

// viewOf reads a vector time: whose raw messages and certificates it contains.
func (sh *shadow) viewOf(past causal.Time) spectlc.View {
	var v spectlc.View
	for stamp, at := range sh.stamped {
		if at.cert {
			v.Cert[at.step] = refine.Set(past.At(stamp))
		} else {
			v.Raw[at.step] = refine.Set(past.At(stamp))
		}
	}
	return v
}
