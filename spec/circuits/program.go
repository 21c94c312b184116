package circuits

import (
	"quesera/spec"
	"quesera/spec/explore"
)

// Program has the explorer ask guards and properties of 64 states at once. The error says what of the spec's Go is not
// in the subset.
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
	b := &programBuilder{circuit: a.circuit, wires: map[lit]explore.Wire{0: 0},
		program: &explore.Program{Inputs: a.inputs}}
	for _, enabled := range a.enabled {
		b.program.Enabled = append(b.program.Enabled, b.wire(enabled))
	}
	for p := range a.sp.Props {
		prop, when := &a.sp.Props[p], never
		if prop.When != nil {
			when = a.holds(prop.When, a.state)
		}
		b.program.Holds = append(b.program.Holds, b.wire(a.holds(&prop.Predicate, a.state)))
		b.program.When = append(b.program.When, b.wire(when))
	}
	return b.program
}

// A programBuilder takes over those gates of a circuit that are needed.
type programBuilder struct {
	*circuit
	wires   map[lit]explore.Wire // of gates, not negated
	program *explore.Program
}

// wire is the program's wire for one of the circuit.
func (b *programBuilder) wire(l lit) explore.Wire {
	gate := l >> 1
	if _, known := b.wires[gate]; !known {
		if number, is := b.isInput(gate); is {
			b.wires[gate] = explore.Wire(1+number) << 1
		} else {
			g := explore.Gate{A: b.wire(b.gates[gate][0]), B: b.wire(b.gates[gate][1])}
			b.program.Gates = append(b.program.Gates, g)
			b.wires[gate] = explore.Wire(b.program.Inputs+len(b.program.Gates)) << 1
		}
	}
	return b.wires[gate] | explore.Wire(l&1)
}
