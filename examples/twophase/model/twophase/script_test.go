package twophase_test

import (
	"fmt"
	"testing"

	"quesera/examples/twophase/model/twophase"
	"quesera/model"
	"quesera/model/script"
)

// Runs of two-phase commit to read: one in which all goes well, and one in which somebody lies.
func TestScriptsOfTwoPhaseCommit(t *testing.T) {
	script.Test(t, "testdata/*.script", func(*testing.T) script.Forms { return new(scripted).forms() })
}

// scripted is a group whose events a script names.
type scripted struct {
	machine twophase.Machine
	states  []twophase.State
}

func (g *scripted) forms() script.Forms {
	return script.Forms{
		"group n={n}": func(a *script.Args) []string {
			m, err := twophase.New(twophase.Config{Managers: a.Int("n")})
			if err != nil {
				a.Reject("%v", err)
				return nil
			}
			g.machine, g.states = m, nil
			for i := range m.Managers + 1 {
				s, _ := m.Start(model.NodeID(i))
				g.states = append(g.states, s)
			}
			return nil
		},
		"{i} can prepare":      func(a *script.Args) []string { return g.apply(a, model.Coin{Value: 0}) },
		"{i} cannot prepare":   func(a *script.Args) []string { return g.apply(a, model.Coin{Value: 1}) },
		"{i} runs out of time": func(a *script.Args) []string { return g.apply(a, model.Timer{}) },
		"{i} is told {what} by {j}": func(a *script.Args) []string {
			phases := map[string]twophase.Phase{"prepared": twophase.Prepared, "commit": twophase.Committed,
				"abort": twophase.Aborted}
			p, known := phases[a.Word("what")]
			if !known {
				a.Reject("a node says prepared, commit or abort")
				return nil
			}
			return g.apply(a, model.Receive{From: g.node(a, "j"), Message: twophase.Message{Phase: p}})
		},
	}
}

func (g *scripted) node(a *script.Args, name string) model.NodeID {
	i := a.Int(name)
	if i >= len(g.states) {
		a.Reject("there is no node %d", i)
		return 0
	}
	return model.NodeID(i)
}

// apply applies an event at the node i, and puts the effects into words.
func (g *scripted) apply(a *script.Args, e model.Event) (words []string) {
	i := g.node(a, "i")
	if int(i) >= len(g.states) {
		return nil
	}
	s, effects := g.machine.Apply(g.states[i], e)
	g.states[i] = s
	for _, e := range effects {
		switch e := e.(type) {
		case model.Send:
			words = append(words, fmt.Sprintf("tells %d: %v", e.To, e.Message.(twophase.Message).Phase))
		case model.Broadcast:
			words = append(words, fmt.Sprintf("tells all: %v", e.Message.(twophase.Message).Phase))
		case twophase.Noted:
			words = append(words, fmt.Sprintf("notes %d", e.Manager))
		case twophase.Decided:
			words = append(words, fmt.Sprintf("is %v", e.Phase))
		}
	}
	return words
}
