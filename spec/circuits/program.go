package circuits

import (
	"quesera/spec"
	"quesera/spec/explore"
)

// Program has the explorer ask guards, effects and properties of many states at once. The error says what of the
// spec's Go is not in the subset.
func Program[S comparable](sp *spec.Spec[S]) (p *explore.Program, err error) {
	refused := guarded(func() {
		var a *analysis[S]
		if a, err = newAnalysis(sp); err == nil {
			p = a.program()
		}
	})
	if refused != nil {
		return nil, refused
	}
	return p, err
}

func (a *analysis[S]) program() *explore.Program {
	p := &explore.Program{Inputs: a.inputs}
	b := &programBuilder{circuit: a.circuit, program: p, gates: &p.Gates, wires: map[lit]explore.Wire{0: 0}}
	a.stops = &a.unsure
	for _, enabled := range a.enabled {
		p.Enabled = append(p.Enabled, b.wire(enabled))
	}
	for k := range a.sp.Props {
		prop, when := &a.sp.Props[k], never
		if prop.When != nil {
			when = a.holds(prop.When, a.state)
		}
		p.Holds = append(p.Holds, b.wire(a.holds(&prop.Predicate, a.state)))
		p.When = append(p.When, b.wire(when))
	}
	if a.sp.Final != nil {
		p.Final = b.wire(a.holds(a.sp.Final, a.state))
	}
	a.stops = nil
	p.Unsure = b.wire(a.unsure)
	for k := range a.instances {
		p.Effects = append(p.Effects, a.effect(k, b))
	}
	return p
}

// A programBuilder takes over those gates of a circuit that are needed.
type programBuilder struct {
	*circuit
	before  *programBuilder // of the program, for one of an effect, whose gates come after its own; nil: there is none
	program *explore.Program
	gates   *[]explore.Gate
	wires   map[lit]explore.Wire // of gates, not negated
}

// wire is the program's wire for one of the circuit.
func (b *programBuilder) wire(l lit) explore.Wire {
	gate := l >> 1
	if b.before != nil {
		if w, known := b.before.wires[gate]; known {
			return w | explore.Wire(l&1)
		}
	}
	if _, known := b.wires[gate]; !known {
		if number, is := b.isInput(gate); is {
			b.wires[gate] = explore.Wire(1+number) << 1
		} else {
			first := 1 + b.program.Inputs
			if b.before != nil {
				first += len(b.program.Gates)
			}
			g := explore.Gate{A: b.wire(b.circuit.gates[gate][0]), B: b.wire(b.circuit.gates[gate][1])}
			b.wires[gate] = explore.Wire(first+len(*b.gates)) << 1
			*b.gates = append(*b.gates, g)
		}
	}
	return b.wires[gate] | explore.Wire(l&1)
}
