// Package token is a spec small enough to show how one is verified: nodes pass a token round a ring.
package token

import (
	"embed"

	"quesera/spec"
)

//go:embed token.go
var source embed.FS

// Config fixes the size of the ring.
type Config struct {
	Nodes uint8 // at most spec.MaxNodes
	Keep  bool  // whoever passes the token on keeps a copy, as nobody may
	// how many nodes, the first ones, may stop for ever, where the runs that go on are asked about
	Crashes uint8
	Lost    bool // the token is said to be lost in the end, which it is not
}

// State says who has the token.
type State struct {
	Holders spec.NodeSet
}

// CanPass: i has the token.
func (c Config) CanPass(s *State, i spec.NodeID) bool { return s.Holders.Has(i) }

// Pass hands it to the next node.
func (c Config) Pass(s *State, i spec.NodeID) {
	next := i + 1
	if uint8(next) == c.Nodes {
		next = 0
	}
	if !c.Keep {
		s.Holders = s.Holders.Without(i)
	}
	s.Holders = s.Holders.With(next)
}

// OneHolder: there is one token.
func (c Config) OneHolder(s *State) bool { return s.Holders.Len() == 1 }

// Moved: the token has come as far as the last node, and so nobody else has it.
func (c Config) Moved(s *State) bool {
	return !c.Round(s) || s.Holders == spec.Only(spec.NodeID(c.Nodes-1))
}

// Round: it comes to the last node.
func (c Config) Round(s *State) bool { return s.Holders.Has(spec.NodeID(c.Nodes - 1)) }

// Gone: nobody has it.
func (c Config) Gone(s *State) bool { return s.Holders.Empty() }

// Spec is the transition system under c, with its properties.
func (c Config) Spec() *spec.Spec[State] {
	m := spec.MethodsOf[State](c)
	live := []spec.Progress[State]{m.Eventually("TOKEN-L1", "example", "the last node gets it", "Round", c.Crashes)}
	if c.Lost {
		live = append(live, m.Eventually("TOKEN-L2", "example", "the token is lost", "Gone", 0))
	}
	return &spec.Spec[State]{
		Name: "token", Title: "A token on a ring", Section: "example",
		Source: source, Config: c, Init: State{Holders: spec.Only(0)},
		Actions: []spec.Action[State]{
			m.Act("Pass", "example", spec.Nodes("i", int(c.Nodes))).Saying("node {i} passes the token on"),
		},
		Props: []spec.Property[State]{
			m.Always("TOKEN-P1", "example", "there is one token", "OneHolder"),
			m.When("Round").Always("TOKEN-P2", "example", "once the last node has it nobody else does", "Moved"),
			m.Possible("TOKEN-S1", "example", "the last node gets it", "Round"),
		},
		Live: live,
	}
}
